package io.multiprocessing.internal.connection;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A listening socket in non-blocking mode and, of a Unix domain socket, its file. */
final class BoundSocket implements Closeable {

  /**
   * The JDK keeps two of the 108 bytes of {@code sun_path} free; elsewhere it has fewer, and the JDK refuses the rest.
   */
  static final int MAX_PATH_BYTES = 106;

  private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

  private final ServerSocketChannel server;
  private final @Nullable Path path;
  private final @Nullable Object fileKey;

  private BoundSocket(ServerSocketChannel server, @Nullable Path path, @Nullable Object fileKey) {
    this.server = server;
    this.path = path;
    this.fileKey = fileKey;
  }

  /**
   * Binds a socket.
   *
   * @throws IOException if the address is taken, can't be had or is too long; the message names it
   */
  static BoundSocket bind(SocketAddress address, int backlog) throws IOException {
    Path path = address instanceof UnixDomainSocketAddress unix ? unix.getPath() : null;
    if (path != null) {
      checkPath(path);
    }
    ServerSocketChannel server = SocketSetup.openServerFor(address);
    boolean bound = false;
    try {
      server.configureBlocking(false);
      if (path == null && !WINDOWS) { // there it would let others take over the port
        // Connections of the last listener at this address may linger, and don't matter.
        server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      }
      server.bind(address, backlog);
      BoundSocket socket = new BoundSocket(server, path, path == null ? null : keyOf(path));
      bound = true;
      return socket;
    } catch (BindException e) {
      throw inUse(address, path, e);
    } catch (IOException e) {
      throw new IOException("the address can't be bound: address=" + address + ", reason=" + e.getMessage(), e);
    } finally {
      if (!bound) {
        server.close();
      }
    }
  }

  private static void checkPath(Path path) throws IOException {
    int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length == 0) {
      throw new IOException(
          "the path of a Unix domain socket must not be empty; listener() without an address chooses one");
    }
    if (length > MAX_PATH_BYTES) {
      throw new IOException(
          "the path of a Unix domain socket may have at most " + MAX_PATH_BYTES + " bytes: length=" + length + ", path="
              + path + "; use a shorter folder");
    }
  }

  private static BindException inUse(SocketAddress address, @Nullable Path path, BindException cause) {
    boolean exists = path != null && Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    BindException failure =
        new BindException(
            exists
                ? "a file is there already, and is left alone: path=" + path
                    + "; delete it if no process listens on it any more, or use another path"
                : "the address can't be bound: address=" + address + ", reason=" + cause.getMessage());
    failure.initCause(cause);
    return failure;
  }

  private static @Nullable Object keyOf(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
  }

  ServerSocketChannel server() {
    return server;
  }

  SocketAddress address() throws IOException {
    return server.getLocalAddress();
  }

  /** Removes the file, unless somebody has put another in its place. To be called while the socket is open. */
  void removeFile() throws IOException {
    if (path == null) {
      return;
    }
    try {
      Object there = keyOf(path);
      if (there == null || there.equals(fileKey)) {
        Files.delete(path);
      }
    } catch (NoSuchFileException e) {
      return; // what was to be done has been done by somebody else
    }
  }

  /** For a socket that is given up before it was used; the server's owner closes it otherwise. */
  @Override
  public void close() throws IOException {
    try {
      removeFile();
    } finally {
      server.close();
    }
  }
}
