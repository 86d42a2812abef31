package io.multiprocessing.internal.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Frames on their way out. Small ones are put together, so that several go out in one system call; the parts of large
 * ones go out from where they are, and what the channel doesn't take at once is copied: the caller may use its arrays
 * again. For one thread at a time.
 */
final class OutgoingFrames {

  /** Up to here a copy costs less than a part more in a system call. */
  private static final int SMALL_BYTES = 8 * 1024;

  private static final int PUT_TOGETHER_BYTES = 64 * 1024;

  private final ArrayDeque<GatheringWrite> queue = new ArrayDeque<>();
  private @Nullable ByteBuffer together; // small frames behind all of the queue, in the order of their coming
  private boolean borrowed; // the last in the queue has parts that are the caller's
  private long lengthBytes;

  /** How much hasn't been written. */
  long lengthBytes() {
    return lengthBytes;
  }

  /**
   * Adds a frame.
   *
   * @return false if its parts are still the caller's, so that {@link #writeTo} has to come before these change
   */
  boolean add(ByteBuffer... body) {
    long length = 0;
    for (ByteBuffer part : body) {
      length += part.remaining();
    }
    lengthBytes += headerLength(length) + length;
    if (length <= SMALL_BYTES) {
      putSmall((int) length, body);
      return true;
    }
    finishTogether();
    ByteBuffer header = ByteBuffer.allocate(headerLength(length));
    MessageFrameDescriptor.putHeader(header, length);
    ByteBuffer[] parts = new ByteBuffer[body.length + 1];
    parts[0] = header.flip();
    System.arraycopy(body, 0, parts, 1, body.length);
    queue.add(new GatheringWrite(parts));
    borrowed = true;
    return false;
  }

  private static int headerLength(long length) {
    return length > Integer.MAX_VALUE ? MessageFrameDescriptor.LONG_HEADER_LENGTH : MessageFrameDescriptor.HEADER_LENGTH;
  }

  private void putSmall(int length, ByteBuffer... body) {
    int needed = MessageFrameDescriptor.HEADER_LENGTH + length;
    ByteBuffer target = together;
    if (target == null) {
      target = ByteBuffer.allocate(needed);
    } else if (target.remaining() < needed) {
      target = target.position() + needed > PUT_TOGETHER_BYTES ? next(needed) : grow(target, needed);
    }
    MessageFrameDescriptor.putHeader(target, length);
    for (ByteBuffer part : body) {
      target.put(part.duplicate());
    }
    together = target;
  }

  private ByteBuffer next(int needed) {
    finishTogether();
    return ByteBuffer.allocate(needed);
  }

  private static ByteBuffer grow(ByteBuffer target, int needed) {
    int capacity = Math.min(PUT_TOGETHER_BYTES, Math.max(2 * target.capacity(), target.position() + needed));
    return ByteBuffer.allocate(capacity).put(target.flip());
  }

  private void finishTogether() {
    if (together != null) {
      queue.add(new GatheringWrite(together.flip()));
      together = null;
      borrowed = false;
    }
  }

  /** Writes as far as the channel takes it; whether that is everything. */
  boolean writeTo(GatheringByteChannel channel) throws IOException {
    finishTogether();
    try {
      for (GatheringWrite frame = queue.peek(); frame != null; frame = queue.peek()) {
        while (frame.hasRemaining()) {
          long count = frame.writeTo(channel);
          if (count == 0) {
            return false;
          }
          lengthBytes -= count;
        }
        queue.remove();
      }
      return true;
    } finally {
      keepOwnCopies();
    }
  }

  private void keepOwnCopies() {
    GatheringWrite last = queue.peekLast();
    if (borrowed && last != null) {
      last.keepOwnCopies();
    }
    borrowed = false;
  }
}
