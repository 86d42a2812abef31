package io.multiprocessing.internal.queue;

/** Which of the three interfaces a queue is seen through. */
enum QueueKind {
  QUEUE,
  JOINABLE,
  SIMPLE
}
