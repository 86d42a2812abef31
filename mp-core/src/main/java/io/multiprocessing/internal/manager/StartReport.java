package io.multiprocessing.internal.manager;

import io.multiprocessing.connection.ClientOptions;
import io.multiprocessing.connection.Connection;
import io.multiprocessing.internal.connection.SocketClient;
import io.multiprocessing.process.AuthKey;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.EncodedMessage;
import io.multiprocessing.serialization.KryoCodec;
import io.multiprocessing.serialization.SerializationException;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The first and only word of a manager's process to the one that started it. It goes through a socket: a pipe of this
 * library would have the process load JNA, which takes longer than the rest of its start.
 *
 * @param address where it serves; null if it doesn't
 * @param failed what failed, or null
 * @param cause why, or null
 */
record StartReport(@Nullable SocketAddress address, @Nullable String failed, @Nullable Throwable cause)
    implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  static StartReport serving(SocketAddress address) {
    return new StartReport(address, null, null);
  }

  static StartReport failed(String what, Throwable cause) {
    return new StartReport(null, what + ": " + cause, cause);
  }

  /**
   * Who waits for it.
   *
   * @param key of this start alone
   */
  record Recipient(SocketAddress address, AuthKey key) implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    void tell(StartReport report) throws IOException {
      ClientOptions options = ClientOptions.builder().authKey(key).build();
      Codec codec = new KryoCodec();
      try (Connection connection = SocketClient.connect(address, options, codec)) {
        connection.sendBytes(report.encode(codec));
      }
    }
  }

  private ByteBuffer encode(Codec codec) {
    EncodedMessage message;
    try {
      message = codec.encode(this);
    } catch (SerializationException e) { // the cause stays behind
      message = codec.encode(new StartReport(address, failed, null));
    }
    ByteBuffer whole = ByteBuffer.allocate(Math.toIntExact(WireFormat.objectHeaderLength(message) + message.lengthBytes()));
    ByteBuffer head = ByteBuffer.allocate(WireFormat.objectHeaderLength(message));
    for (ByteBuffer part : WireFormat.withObject(head, message)) {
      whole.put(part.duplicate());
    }
    return whole.flip();
  }

  static StartReport decode(byte[] bytes) {
    if (new KryoCodec().decode(WireFormat.getObject(ByteBuffer.wrap(bytes))) instanceof StartReport report) {
      return report;
    }
    throw new SerializationException("a manager's process sent what is no report: length=" + bytes.length, null);
  }
}
