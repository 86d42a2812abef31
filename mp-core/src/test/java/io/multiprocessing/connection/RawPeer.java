package io.multiprocessing.connection;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A bare socket that says whatever a test wants. */
final class RawPeer implements Closeable {

  private final SocketChannel socket;

  RawPeer(SocketAddress address) throws IOException {
    socket = SocketChannel.open(address);
  }

  RawPeer(SocketChannel socket) {
    this.socket = socket;
  }

  boolean isUnix() throws IOException {
    return socket.getRemoteAddress() instanceof UnixDomainSocketAddress;
  }

  void write(byte... bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      socket.write(buffer);
    }
  }

  void frame(byte... body) throws IOException {
    write(ByteBuffer.allocate(4 + body.length).putInt(body.length).put(body).array());
  }

  byte[] frame() throws IOException {
    return read(ByteBuffer.wrap(read(4)).getInt());
  }

  byte[] read(int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (socket.read(buffer) < 0) {
        throw new EOFException("the connection ended");
      }
    }
    return buffer.array();
  }

  /** Reads until the other side ends the connection, in whichever way. */
  void awaitEnd() {
    try {
      while (true) {
        read(1);
      }
    } catch (IOException e) {
      return; // that was it
    }
  }

  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
