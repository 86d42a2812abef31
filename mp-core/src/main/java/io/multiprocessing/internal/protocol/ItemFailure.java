package io.multiprocessing.internal.protocol;

/**
 * In the place of a chunk's result: what that item failed with.
 *
 * @param failure a {@link Failure} as bytes
 */
@SuppressWarnings("ArrayRecordComponent")
public record ItemFailure(byte[] failure) {}
