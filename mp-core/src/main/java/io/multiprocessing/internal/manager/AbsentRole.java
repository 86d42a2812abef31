package io.multiprocessing.internal.manager;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A manager without a server: before its start, and after its end.
 *
 * @param name of the manager
 * @param state for people
 * @param reason why it can't be used, and the mend
 * @param address where it will listen or has listened, or null
 */
record AbsentRole(String name, String state, String reason, @Nullable SocketAddress address, boolean ended)
    implements Role {

  static AbsentRole initial(String name, @Nullable SocketAddress configured) {
    boolean chosenLater = configured instanceof InetSocketAddress inet && inet.getPort() == 0;
    return new AbsentRole(
        name,
        "initial",
        "a manager can be used only after start(), server() or connect()",
        chosenLater ? null : configured,
        false);
  }

  static AbsentRole ended(String name, String how, SocketAddress address) {
    return new AbsentRole(name, how, "the manager is " + how, address, true);
  }

  private IllegalStateException unusable() {
    return new IllegalStateException(
        reason + ": manager=" + name + ", address=" + (address == null ? "none yet" : address));
  }

  @Override
  public Link link() {
    throw unusable();
  }

  @Override
  public SocketAddress address() {
    if (address == null) {
      throw new IllegalStateException(
          "the address of a manager that chooses it itself is known after its start: manager=" + name);
    }
    return address;
  }

  @Override
  public boolean isAlive() {
    return false;
  }

  @Override
  public boolean join(@Nullable Duration timeout) {
    if (!ended) {
      throw unusable();
    }
    return true;
  }

  @Override
  public Role shutdown() {
    if (!ended) {
      throw unusable();
    }
    return this;
  }

  @Override
  public Role close() {
    return ended ? this : new AbsentRole(name, "closed", "the manager is closed", address, true);
  }

  @Override
  public String toString() {
    return state;
  }
}
