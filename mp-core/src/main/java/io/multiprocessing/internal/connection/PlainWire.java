package io.multiprocessing.internal.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** A socket as it is. */
record PlainWire(SocketChannel socket) implements Wire {

  @Override
  public int read(ByteBuffer target) throws IOException {
    return socket.read(target);
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return socket.write(source);
  }

  @Override
  public long write(ByteBuffer[] parts) throws IOException {
    return socket.write(parts);
  }

  @Override
  public long write(ByteBuffer[] parts, int offset, int length) throws IOException {
    return socket.write(parts, offset, length);
  }

  @Override
  public int readInterest() {
    return SelectionKey.OP_READ;
  }

  @Override
  public int writeInterest() {
    return SelectionKey.OP_WRITE;
  }

  @Override
  public boolean mayHoldInput() {
    return false;
  }

  @Override
  public void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public boolean owesOutput() {
    return false;
  }

  @Override
  public boolean flush() {
    return true;
  }

  @Override
  public boolean isOpen() {
    return socket.isOpen();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  @Override
  public String toString() {
    return socket.toString();
  }
}
