package io.multiprocessing.internal.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;

/**
 * The parts of one message on their way out, several of them in one system call. Each call is limited, because the JDK
 * copies arrays through direct buffers of the length it is given, and keeps those for the thread. For one thread at a
 * time.
 */
final class GatheringWrite {

  /** One call's limit; no more than a socket usually takes at once. */
  private static final int BYTES_LIMIT = 128 * 1024;

  private static final int PARTS_LIMIT = 16;

  private final ByteBuffer[] parts;
  private int first;
  private long written;

  /** Leaves the positions of {@code parts} as they are. */
  GatheringWrite(ByteBuffer... parts) {
    this.parts = new ByteBuffer[parts.length];
    for (int i = 0; i < parts.length; i++) {
      this.parts[i] = parts[i].duplicate();
    }
  }

  boolean hasRemaining() {
    while (first < parts.length && !parts[first].hasRemaining()) {
      first++;
    }
    return first < parts.length;
  }

  /** How many bytes of the message have gone out. */
  long written() {
    return written;
  }

  /** Writes once; the result is that of the write. */
  long writeTo(GatheringByteChannel channel) throws IOException {
    int budget = BYTES_LIMIT;
    int count = 0;
    ByteBuffer last = parts[first];
    int lastLimit = last.limit();
    while (budget > 0 && count < PARTS_LIMIT && first + count < parts.length) {
      last = parts[first + count++];
      lastLimit = last.limit();
      if (last.remaining() > budget) {
        last.limit(last.position() + budget);
      }
      budget -= last.remaining();
    }
    try {
      long step = count == 1 ? channel.write(last) : channel.write(parts, first, count); // one is quicker by itself
      written += step;
      return step;
    } finally {
      last.limit(lastLimit);
    }
  }

  /** Copies what is left: the caller of a send that was broken off may use its arrays again. */
  void keepOwnCopies() {
    for (int i = first; i < parts.length; i++) {
      parts[i] = ByteBuffer.allocate(parts[i].remaining()).put(parts[i]).flip();
    }
  }
}
