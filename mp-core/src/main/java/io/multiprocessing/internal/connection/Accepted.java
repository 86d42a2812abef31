package io.multiprocessing.internal.connection;

import io.multiprocessing.serialization.Codec;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A client that was let in: owned by who has it, until it becomes a connection.
 *
 * @param wire connected; TLS has done its handshake
 * @param reader holds what was read from it beyond the handshake
 * @param from where it connected from, or null if that has no name
 */
record Accepted(Wire wire, FrameReader reader, @Nullable SocketAddress from) implements Closeable {

  static Accepted of(Wire wire, FrameReader reader) throws IOException {
    SocketAddress from = wire.socket().getRemoteAddress();
    return new Accepted(wire, reader, from instanceof InetSocketAddress ? from : null);
  }

  SocketConnection toConnection(Codec codec) {
    return new SocketConnection(wire, reader, codec);
  }

  FrameSocket toFrames() {
    return new FrameSocket(wire, reader);
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }
}
