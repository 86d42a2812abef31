package io.multiprocessing.serialization;

import java.util.Arrays;

/**
 * How long somebody would take who visits all that the objects of a message refer to, as {@code hashCode} of a list
 * does. A short message can make that for ever: of forty lists each holds the one before twice. So the visits that a
 * message from a peer that is not trusted may cause are counted while it is read, in bytes of the message, and bounded.
 * For one thread.
 */
final class Effort {

  /** What a message of any length may cause: some tens of milliseconds. */
  static final long FREE_BYTES = 1 << 24;

  /** As many times more may each of its bytes be visited. */
  private static final int TIMES = 64;

  private static final int KEPT_CAPACITY = 2_048;

  private long[] weights = new long[64]; // of each object of the message: its bytes, and those that it refers back to
  private long again; // of the object that is being read: the bytes that it refers back to
  private long hashed;
  private long limit;

  void start(long lengthBytes) {
    if (weights.length > KEPT_CAPACITY) {
      weights = new long[KEPT_CAPACITY];
    }
    again = 0;
    hashed = 0;
    limit = FREE_BYTES + lengthBytes * TIMES;
  }

  /** An object begins; the result is for {@link #end}. */
  long begin(int id) {
    if (id >= weights.length) {
      weights = Arrays.copyOf(weights, weights.length * 2); // ids come one after the other
    }
    weights[id] = 0; // whoever refers to it meanwhile is in a cycle
    long outside = again;
    again = 0;
    return outside;
  }

  void end(int id, long outside, int lengthBytes) {
    weights[id] = again + lengthBytes;
    again = within(again + outside);
  }

  /** A reference to an object that was read before. */
  void again(int id) {
    again = within(again + weights[id]);
  }

  /** Bytes that are not in the body. */
  void beside(int lengthBytes) {
    again = within(again + lengthBytes);
  }

  /** What the object holds, of this length until now, is referred to so many times more. */
  void repeat(int times, int lengthBytes) {
    long held = again + lengthBytes;
    again = within(held > limit / (times + 1L) ? Long.MAX_VALUE : again + times * held);
  }

  long before() {
    return again;
  }

  /** What was read since then, of this length, is hashed now. */
  void hash(long before, int lengthBytes) {
    hashed = within(hashed + again - before + lengthBytes);
  }

  private long within(long count) {
    if (count > limit) {
      throw new SerializationException(
          "cannot decode the message: its objects refer to each other so often that to hash them would take too long: bytes="
              + count + ", limit=" + limit,
          null);
    }
    return count;
  }
}
