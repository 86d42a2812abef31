package io.multiprocessing.internal.transport;

import io.multiprocessing.internal.protocol.FrameKind;
import io.multiprocessing.internal.protocol.Handshake;
import io.multiprocessing.serialization.EncodedMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;

/** The child's end of {@link ControlServer}: connects, proves the key, says who it is. */
public final class ChildConnector {

  /** A parent that many peers talk to at once turns away the one that takes longest. */
  private static final int ATTEMPTS = 10;

  private ChildConnector() {}

  /**
   * Opens one of a child's channels. Blocks until the parent has answered.
   *
   * @throws IOException if the parent is gone
   * @throws io.multiprocessing.api.AuthenticationException if who listens there is not the parent
   */
  public static FrameChannel connect(String address, byte[] key, long launchId, ChannelRole role) throws IOException {
    for (int attempt = 1; ; attempt++) {
      SocketChannel socket = ControlAddress.connect(address); // refused if the parent is gone: that isn't tried again
      try {
        Handshake.connect(socket, key);
        return introduce(socket, launchId, role);
      } catch (IOException e) {
        socket.close();
        if (attempt == ATTEMPTS) {
          throw e;
        }
      } catch (RuntimeException e) {
        socket.close();
        throw e;
      }
    }
  }

  private static FrameChannel introduce(SocketChannel socket, long launchId, ChannelRole role) throws IOException {
    FrameChannel channel = SocketFrameChannel.blocking(socket);
    ByteBuffer body = ByteBuffer.wrap(new byte[] {(byte) role.ordinal()});
    channel.send(FrameKind.HELLO, launchId, new EncodedMessage(body, List.of()));
    return channel;
  }
}
