package io.multiprocessing.serialization;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Sends values through a codec as a channel would: the receiver gets other memory than the sender had. */
final class TestMessages {

  private TestMessages() {}

  @SuppressWarnings("unchecked")
  static <T> T copy(Codec codec, T value) {
    return (T) codec.decode(transfer(codec.encode(value)));
  }

  static EncodedMessage transfer(EncodedMessage message) {
    List<ByteBuffer> attachments = new ArrayList<>();
    for (ByteBuffer attachment : message.attachments()) {
      attachments.add(ByteBuffer.wrap(bytes(attachment)));
    }
    return new EncodedMessage(ByteBuffer.wrap(bytes(message.body())), attachments);
  }

  static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
