package io.multiprocessing.internal.connection;

import io.multiprocessing.serialization.EncodedMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.util.List;

/** A message that is copied into a ring, from where it lies. For one thread. */
final class Outgoing {

  private final int content;
  private final ByteBuffer[] parts;
  private final long length;
  private int part;
  private int done; // of the part

  private Outgoing(int content, ByteBuffer... parts) {
    this.content = content;
    this.parts = parts;
    long sum = 0;
    for (ByteBuffer each : parts) {
      sum += each.remaining();
    }
    this.length = sum;
  }

  /** What remains in a buffer, whose position stays where it is. */
  static Outgoing bytes(ByteBuffer message) {
    return new Outgoing(PipeDescriptor.BYTES, message);
  }

  static Outgoing object(EncodedMessage message) {
    List<ByteBuffer> attachments = message.attachments();
    if (attachments.isEmpty()) {
      return new Outgoing(PipeDescriptor.OBJECT, message.body());
    }
    ByteBuffer lengths = ByteBuffer.allocate((1 + attachments.size()) * Integer.BYTES).order(ByteOrder.nativeOrder());
    lengths.putInt(attachments.size());
    ByteBuffer[] parts = new ByteBuffer[2 + attachments.size()];
    parts[0] = lengths;
    parts[1] = message.body();
    for (int i = 0; i < attachments.size(); i++) {
      parts[2 + i] = attachments.get(i);
      lengths.putInt(attachments.get(i).remaining());
    }
    lengths.flip();
    return new Outgoing(PipeDescriptor.PARTS, parts);
  }

  /** {@link PipeDescriptor#BYTES} and its kind. */
  int content() {
    return content;
  }

  long length() {
    return length;
  }

  /** Copies the next bytes, which go to one place in memory. */
  void copyTo(MappedByteBuffer memory, int offset, int count) {
    int copied = 0;
    while (copied < count) {
      ByteBuffer from = parts[part];
      int step = Math.min(count - copied, from.remaining() - done);
      memory.put(offset + copied, from, from.position() + done, step);
      copied += step;
      done += step;
      if (done == from.remaining()) {
        part++;
        done = 0;
      }
    }
  }
}
