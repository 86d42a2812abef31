package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.ManagerSnapshot;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The way of this process's proxies to a manager's server: a connection, or the server itself if it is in this process.
 * One for each server and process, shared by all threads and proxies.
 */
interface Link {

  UUID serverId();

  SocketAddress address();

  /**
   * Calls a method of a shared object and waits for its end.
   *
   * @param method as {@link Invocation#method()}
   * @param interruptible whether an interrupt withdraws the call; else the flag is set when it has ended
   * @return a copy of the result, or a proxy
   * @throws InterruptedException if the call was withdrawn; it had no effect
   * @throws io.multiprocessing.manager.ManagerException if the server refuses the call or can't be reached
   * @throws Throwable what the method threw
   */
  @Nullable Object call(long objectId, String method, boolean interruptible, @Nullable Object... arguments)
      throws Throwable;

  /**
   * Creates an object or finds the one with this name; the reply has lent one reference, which the proxy takes over.
   */
  Handle create(String typeId, @Nullable String name, @Nullable Object... arguments) throws Throwable;

  ManagerSnapshot snapshot();

  /** Ends the server; returns when it has answered, at most after {@code limit}. */
  void shutdown(Duration limit);

  /**
   * One more proxy, which takes over a reference that was lent.
   *
   * @param nonce the handle's
   */
  void redeem(long objectId, long nonce);

  /** A proxy fewer. Doesn't block and doesn't throw: called by cleaners. */
  void release(long objectId);

  /**
   * A proxy of this object was encoded, and may arrive somewhere.
   *
   * @param nonce in the handle that was encoded
   */
  void lend(long objectId, long nonce);

  boolean isAlive();

  /** Whether this process may connect there. */
  default boolean isReachable() {
    return true;
  }

  /** How processes of the own tree connect there, if they need to be told; null if not. */
  default byte @Nullable [] access() {
    return null;
  }
}
