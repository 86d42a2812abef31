package io.multiprocessing.internal.pool;

/**
 * In the place of a chunk's result, once it has arrived: what that item failed with.
 *
 * @param failure the exception for the caller
 */
record FailedItem(Throwable failure) {}
