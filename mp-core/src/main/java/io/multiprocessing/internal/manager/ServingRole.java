package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.ManagerServer;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A manager whose server is in this process. */
record ServingRole(String name, ServerCore server) implements Role {

  @Override
  public Link link() {
    return server.link();
  }

  @Override
  public SocketAddress address() {
    return server.address();
  }

  @Override
  public boolean isAlive() {
    return server.link().isAlive();
  }

  @Override
  public boolean join(@Nullable Duration timeout) throws InterruptedException {
    return server.awaitEnd(timeout);
  }

  @Override
  public Role shutdown() {
    return close();
  }

  @Override
  public Role close() {
    SocketAddress address = server.address();
    server.close();
    return AbsentRole.ended(name, "shut down", address);
  }

  ManagerServer asServer() {
    return server;
  }

  @Override
  public String toString() {
    return "serving, address=" + server.address();
  }
}
