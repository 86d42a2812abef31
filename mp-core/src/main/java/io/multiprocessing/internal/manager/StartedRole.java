package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.process.ChildProcess;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A manager whose server is in a child of this process. */
final class StartedRole implements Role {

  private static final Logger log = LoggerFactory.getLogger(StartedRole.class);

  /** The exit is known a little later than the end of the connection. */
  private static final Duration FATE_LIMIT = Duration.ofSeconds(1);

  private final String name;
  private final ChildProcess process;
  private final long pid;
  private final Membership membership;
  private final ClientLink link;
  private final Duration shutdownTimeout;

  StartedRole(String name, ChildProcess process, Membership membership, Duration shutdownTimeout) {
    this.name = name;
    this.process = process;
    this.pid = process.pid().orElse(-1);
    this.membership = membership;
    this.link = membership.link();
    this.shutdownTimeout = shutdownTimeout;
    link.tellFate(this::fate, () -> !process.isAlive());
  }

  private String fate() {
    String who = "process=" + process.getName() + ", pid=" + pid;
    boolean interrupted = Thread.interrupted();
    try {
      return process.join(FATE_LIMIT) ? who + ", end=" + process.sentinel().getNow(null) : who;
    } catch (InterruptedException e) {
      interrupted = true;
      return who;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public Link link() {
    return link;
  }

  @Override
  public SocketAddress address() {
    return link.address();
  }

  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public boolean join(@Nullable Duration timeout) throws InterruptedException {
    if (timeout != null) {
      return process.join(timeout);
    }
    process.join();
    return true;
  }

  /** Asks, then terminates, then kills; an interrupt of the calling thread hurries to the last. */
  @Override
  public Role shutdown() {
    boolean interrupted = Thread.interrupted();
    try {
      if (interrupted || !endsPolitely()) {
        log.warn("a manager's process did not end when terminated, and is killed: name={}, pid={}", process.getName(), pid);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      process.kill();
      membership.leave("the manager is shut down");
      fate(); // a moment, until the system has taken it away
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    return AbsentRole.ended(name, "shut down", link.address());
  }

  private boolean endsPolitely() throws InterruptedException {
    long start = System.nanoTime();
    if (process.isAlive()) {
      ask();
    }
    if (process.join(shutdownTimeout.minusNanos(System.nanoTime() - start))) {
      return true;
    }
    log.info("a manager's process did not end when asked, and is terminated: name={}, pid={}", process.getName(), pid);
    process.terminate();
    return process.join(shutdownTimeout);
  }

  private void ask() {
    try {
      link.shutdown(shutdownTimeout);
    } catch (ManagerException e) {
      log.debug("a manager's process could not be asked to end: name={}, pid={}", process.getName(), pid, e);
    }
  }

  @Override
  public Role close() {
    return shutdown();
  }

  @Override
  public String toString() {
    return "started, address=" + link.address() + ", pid=" + pid;
  }
}
