package io.multiprocessing.internal.memory;

/**
 * What a segment holds, so that none is taken for another. The code and the version of each layout are part of the
 * segment's header; whoever changes a layout raises its version.
 */
public enum SegmentKind {
  LOCK(1, 1),
  SEMAPHORE(2, 1),
  CONDITION(3, 1),
  EVENT(4, 1),
  BARRIER(5, 1),
  QUEUE(6, 1),
  QUEUE_RING(7, 1),
  QUEUE_PAYLOAD(8, 1),
  PIPE(9, 1),
  BELL(10, 1),
  VALUE(11, 1),
  ARRAY(12, 1),
  STRUCT(13, 1);

  private final int code;
  private final int version;

  SegmentKind(int code, int version) {
    this.code = code;
    this.version = version;
  }

  /** Whether it holds the user's data, and a lock only beside them. */
  boolean isData() {
    return this == VALUE || this == ARRAY || this == STRUCT;
  }

  int code() {
    return code;
  }

  int version() {
    return version;
  }
}
