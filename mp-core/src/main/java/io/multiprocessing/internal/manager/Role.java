package io.multiprocessing.internal.manager;

import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a manager object is to its server at the moment. Safe for use by several threads. */
interface Role {

  /** The way to the server's objects. */
  Link link();

  SocketAddress address();

  boolean isAlive();

  /**
   * Waits until the server has ended.
   *
   * @param timeout null for no limit
   * @return whether it has
   */
  boolean join(@Nullable Duration timeout) throws InterruptedException;

  /**
   * Ends the server.
   *
   * @return what the manager is afterwards
   */
  Role shutdown();

  /** Ends what this process has of it. */
  Role close();
}
