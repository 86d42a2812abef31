package io.multiprocessing.internal.connection;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;

/** Takes clients without a handshake, in the thread that asks for them. */
final class DirectAcceptor implements Acceptor {

  private final ServerSocketChannel server;
  private final SocketWait acceptable;
  private final ReentrantLock turn = new ReentrantLock();

  /** @param server in non-blocking mode, owned by this object from here on */
  DirectAcceptor(ServerSocketChannel server) {
    this.server = server;
    acceptable = new SocketWait(server, SelectionKey.OP_ACCEPT);
  }

  @Override
  public Accepted accept() throws IOException {
    Turns.take(turn);
    try {
      SocketChannel socket = server.accept();
      while (socket == null) {
        acceptable.await(Deadline.NEVER);
        socket = server.accept();
      }
      return Accepted.of(new PlainWire(SocketSetup.prepare(socket)), FrameReader.create());
    } catch (ClosedChannelException e) {
      throw new IOException("the listener is closed", e);
    } finally {
      turn.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    try (acceptable) {
      server.close();
    }
  }
}
