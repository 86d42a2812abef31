package io.multiprocessing.internal.connection;

import io.multiprocessing.connection.Connection;
import io.multiprocessing.serialization.KryoCodec;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A connection and the bare socket at its other end. */
record Sockets(SocketConnection connection, SocketChannel peer) implements Closeable {

  static Sockets open() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      SocketChannel peer = SocketChannel.open(server.getLocalAddress());
      SocketChannel socket = SocketSetup.prepare(server.accept());
      return new Sockets(new SocketConnection(new PlainWire(socket), FrameReader.create(), new KryoCodec()), peer);
    }
  }

  /** The socket of the connection. */
  SocketChannel socket() {
    return (SocketChannel) connection.channel();
  }

  /** A connection over the bare end. */
  Connection other() throws IOException {
    return new SocketConnection(new PlainWire(SocketSetup.prepare(peer)), FrameReader.create(), new KryoCodec());
  }

  void write(byte... bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      peer.write(buffer);
    }
  }

  void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      peer.write(bytes);
    }
  }

  byte[] read(int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (peer.read(buffer) < 0) {
        throw new EOFException("the connection ended");
      }
    }
    return buffer.array();
  }

  @Override
  public void close() throws IOException {
    try (peer) {
      connection.close();
    }
  }
}
