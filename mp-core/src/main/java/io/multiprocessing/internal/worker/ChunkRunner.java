package io.multiprocessing.internal.worker;

import io.multiprocessing.internal.protocol.Call;
import io.multiprocessing.internal.protocol.Failure;
import io.multiprocessing.internal.protocol.ItemFailure;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.EncodedMessage;
import io.multiprocessing.serialization.SerializationException;
import org.jspecify.annotations.Nullable;

/** Runs the items of a chunk one after another; each succeeds or fails alone. */
final class ChunkRunner {

  private ChunkRunner() {}

  /** The encoded results, an {@link ItemFailure} in the place of each item that failed. */
  static EncodedMessage run(Call.Chunk chunk, Codec codec) {
    @Nullable Object[] results = new @Nullable Object[chunk.size()];
    for (int i = 0; i < results.length; i++) {
      try {
        results[i] = chunk.run(i);
      } catch (Throwable e) { // whatever an item throws is its result
        results[i] = failure(e, codec);
      }
    }
    try {
      return codec.encode(results);
    } catch (SerializationException e) {
      return encodeOneByOne(results, codec);
    }
  }

  /** Some result can't travel: find which, and send the others. */
  private static EncodedMessage encodeOneByOne(@Nullable Object[] results, Codec codec) {
    for (int i = 0; i < results.length; i++) {
      try {
        codec.encode(results[i]);
      } catch (SerializationException e) {
        results[i] = failure(e, codec);
      }
    }
    return codec.encode(results);
  }

  private static ItemFailure failure(Throwable thrown, Codec codec) {
    return new ItemFailure(Failure.of(thrown, codec).toByteArray());
  }
}
