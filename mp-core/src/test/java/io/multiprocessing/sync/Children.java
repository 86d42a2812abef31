package io.multiprocessing.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.testing.Small;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The processes of one test; those that still run at its end are killed. */
final class Children implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(40);

  private final List<ChildProcess> children = new ArrayList<>();

  ChildProcess start(RemoteRunnable target) {
    ChildProcess child = Small.processes().process(target);
    children.add(child);
    child.start();
    return child;
  }

  /** Waits until all have ended without an error. */
  void join() throws InterruptedException {
    for (ChildProcess child : children) {
      assertThat(child.join(LIMIT)).as("%s ends", child).isTrue();
      assertThat(child.exitCode()).as("exit code of %s", child).hasValue(0);
    }
    children.clear();
  }

  /** Runs something to its end, and ends the process without freeing anything. Returns the process id. */
  static long die(RemoteRunnable target) throws InterruptedException {
    try (Children children = new Children()) {
      ChildProcess child = children.start(new Dying(target));
      assertThat(child.join(LIMIT)).isTrue();
      assertThat(child.exitCode()).hasValue(Dying.CODE);
      return child.pid().orElseThrow();
    }
  }

  private record Dying(RemoteRunnable target) implements RemoteRunnable {
    static final int CODE = 9;

    @Override
    public void run() throws Exception {
      target.run();
      Runtime.getRuntime().halt(CODE);
    }
  }

  @Override
  public void close() {
    for (ChildProcess child : children) {
      child.kill();
    }
    for (ChildProcess child : children) {
      child.sentinel().join();
    }
  }
}
