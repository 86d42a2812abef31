package io.multiprocessing.manager;

import io.multiprocessing.api.RemoteRunnable;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The working part of one {@link BaseManager}, which documents its methods. Safe for use by several threads. */
public interface ManagerBackend {

  void register(ManagedType<?> type);

  void start(@Nullable RemoteRunnable initializer);

  ManagerServer server();

  void connect();

  SocketAddress address();

  /**
   * Creates an object, or finds the one of this name.
   *
   * @param type the interface of the proxy
   * @param name the object's name, or null for a new object without one
   */
  Object create(String typeId, Class<?> type, @Nullable String name, List<@Nullable Object> arguments);

  ManagerSnapshot snapshot();

  boolean isAlive();

  boolean join(@Nullable Duration timeout) throws InterruptedException;

  void shutdown();

  /** Gives back what this process holds for the manager; a manager that was started here is shut down. */
  void close();
}
