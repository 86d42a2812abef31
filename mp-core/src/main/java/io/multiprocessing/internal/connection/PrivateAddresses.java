package io.multiprocessing.internal.connection;

import io.multiprocessing.internal.platform.RunDirectory;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Unix domain sockets' addresses in a folder that only this user can enter: one {@link RunDirectory} for all listeners
 * of this process, which goes when the JVM exits, or is swept by a later start if it was killed.
 *
 * <p>Names are used again: the JVM's delete-on-exit list forgets none, so new ones would fill it.
 */
final class PrivateAddresses {

  private static final BitSet used = new BitSet(); // guarded by PrivateAddresses.class
  private static @Nullable RunDirectory directory; // guarded by PrivateAddresses.class

  private PrivateAddresses() {}

  /** An address and the duty to give its name back. */
  record Lease(UnixDomainSocketAddress address, int number) {
    void giveBack() {
      synchronized (PrivateAddresses.class) {
        used.clear(number);
      }
    }
  }

  /**
   * @throws UnsupportedOperationException if there are no Unix domain sockets here
   * @throws IOException if the folder can't be made; the message names it
   */
  static synchronized Lease lease() throws IOException {
    ServerSocketChannel.open(StandardProtocolFamily.UNIX).close(); // asks before a folder is made
    RunDirectory folder = directory;
    if (folder == null || !Files.exists(folder.path())) { // temporary folders are cleaned by age
      folder = RunDirectory.create();
      directory = folder;
    }
    int number = used.nextClearBit(0);
    Path path = folder.path().resolve("listener-" + number);
    folder.deleteOnExit(path);
    used.set(number);
    return new Lease(UnixDomainSocketAddress.of(path), number);
  }
}
