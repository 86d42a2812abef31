package io.multiprocessing.internal.connection;

import io.multiprocessing.serialization.Codec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A client that was let in.
 *
 * @param from where it connected from, or null if that has no name
 */
record Accepted(SocketConnection connection, @Nullable SocketAddress from) {

  static Accepted of(SocketChannel socket, FrameReader reader, Codec codec) throws IOException {
    SocketAddress from = socket.getRemoteAddress();
    SocketConnection connection = new SocketConnection(socket, reader, codec);
    return new Accepted(connection, from instanceof InetSocketAddress ? from : null);
  }
}
