package io.multiprocessing.internal.manager;

import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A manager that joined a server which was started elsewhere. */
record ConnectedRole(String name, Membership membership) implements Role {

  @Override
  public Link link() {
    return membership.link();
  }

  @Override
  public SocketAddress address() {
    return membership.address();
  }

  @Override
  public boolean isAlive() {
    return membership.link().isAlive();
  }

  @Override
  public boolean join(@Nullable Duration timeout) {
    throw new IllegalStateException(
        "only who started a manager can wait for its end: manager=" + name + ", address=" + address());
  }

  @Override
  public Role shutdown() {
    throw new IllegalStateException(
        "only who started a manager can shut it down, this one is connected: manager=" + name + ", address=" + address()
            + "; close() ends the connection");
  }

  @Override
  public Role close() {
    membership.leave("the manager was closed here");
    return AbsentRole.ended(name, "closed", address());
  }

  @Override
  public String toString() {
    return "connected, address=" + address();
  }
}
