package io.multiprocessing.manager;

import java.net.SocketAddress;

/**
 * The server of a manager in the user's own process: it listens from the moment it was made, and serves until it is
 * closed. Safe for use by several threads. Python: {@code BaseManager.get_server()}.
 */
public interface ManagerServer extends AutoCloseable {

  /** Where it listens, with the port that was chosen. */
  SocketAddress address();

  /**
   * Serves in the calling thread's stead: blocks until the server is closed. The server serves from its making on,
   * whether or not a thread waits here.
   *
   * @throws InterruptedException if the thread was interrupted; the server goes on
   */
  void serveForever() throws InterruptedException;

  /** What it holds and has done. */
  ManagerSnapshot snapshot();

  /**
   * Ends it: clients' calls fail, their locks don't matter any more, the address is free when this returns. Idempotent.
   */
  @Override
  void close();
}
