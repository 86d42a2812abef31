package io.multiprocessing.pool;

/** What a submission does when as many tasks wait as {@link PoolConfig#queueCapacity()} allows. */
public enum QueueFullPolicy {
  /** Fails the call with a {@link PoolQueueFullException}. */
  REJECT,
  /** Waits in the caller's thread until there is room or the pool ends. */
  BLOCK
}
