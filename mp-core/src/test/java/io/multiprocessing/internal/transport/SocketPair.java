package io.multiprocessing.internal.transport;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Two connected Unix domain sockets. */
record SocketPair(SocketChannel parent, SocketChannel child) implements AutoCloseable {

  static SocketPair open() throws IOException {
    Path folder = Files.createTempDirectory("mp-pair");
    Path path = folder.resolve("s");
    try (ServerSocketChannel server = ControlAddress.bindUnix(path)) {
      SocketChannel child = ControlAddress.connect(ControlAddress.format(server));
      return new SocketPair(server.accept(), child);
    } finally {
      Files.deleteIfExists(path);
      Files.delete(folder);
    }
  }

  @Override
  public void close() throws IOException {
    parent.close();
    child.close();
  }
}
