package io.multiprocessing.benchmarks;

import io.multiprocessing.api.RemoteBiFunction;
import io.multiprocessing.api.RemoteCallable;
import io.multiprocessing.api.RemoteFunction;
import io.multiprocessing.api.RemoteRunnable;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.Callable;

/** What the workers do. {@code benchmark.py} has the same functions. */
final class Tasks {

  static final RemoteFunction<Integer, Integer> SAME = number -> number;
  static final RemoteFunction<byte[], byte[]> ECHO = bytes -> bytes;
  static final RemoteRunnable NOTHING = () -> {};
  static final RemoteCallable<Long> PID = () -> ProcessHandle.current().pid();

  /** Writes the worker's pid to a file, then keeps the worker busy until it is killed. */
  static final RemoteBiFunction<String, Duration, Boolean> OCCUPY = (marker, time) -> {
    Path written = Files.writeString(Path.of(marker + ".part"), Long.toString(ProcessHandle.current().pid()));
    Files.move(written, Path.of(marker), StandardCopyOption.ATOMIC_MOVE);
    Thread.sleep(time.toMillis());
    return true;
  };

  /** Writes the time at which it runs, by the clock that all processes of a machine have in common. */
  static final RemoteFunction<String, Path> TELL_TIME =
      file -> Files.writeString(Path.of(file), Long.toString(System.nanoTime()));

  private Tasks() {}

  /** {@link #SAME} for an executor, which takes a {@link Callable} that has to be serializable. */
  record SameCallable(int number) implements Callable<Integer>, Serializable {
    @Override
    public Integer call() {
      return number;
    }
  }
}
