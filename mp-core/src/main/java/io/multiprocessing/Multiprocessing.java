package io.multiprocessing;

import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.ProcessInfo;
import io.multiprocessing.process.StartMethod;
import java.util.List;
import java.util.Optional;

/** Skeleton; replaced by the implementation. */
public final class Multiprocessing {

  private Multiprocessing() {}

  /** The default context. Python: the module itself. */
  public static Multiprocessing get() {
    throw new UnsupportedOperationException();
  }

  /** A context with a start method. Python: {@code get_context}. */
  public static Multiprocessing get(StartMethod method) {
    throw new UnsupportedOperationException();
  }

  public static StartMethod startMethod() {
    throw new UnsupportedOperationException();
  }

  public static List<StartMethod> startMethods() {
    throw new UnsupportedOperationException();
  }

  public static ProcessInfo currentProcess() {
    throw new UnsupportedOperationException();
  }

  public static Optional<ProcessInfo> parentProcess() {
    throw new UnsupportedOperationException();
  }

  public static List<ChildProcess> activeChildren() {
    throw new UnsupportedOperationException();
  }

  public static int cpuCount() {
    throw new UnsupportedOperationException();
  }

  /** A view of this context whose children are launched with these options. */
  public Multiprocessing with(LaunchOptions options) {
    throw new UnsupportedOperationException();
  }

  public ChildProcess process(RemoteRunnable target) {
    throw new UnsupportedOperationException();
  }

  public ChildProcess process(String name, RemoteRunnable target) {
    throw new UnsupportedOperationException();
  }

  public Pool pool() {
    throw new UnsupportedOperationException();
  }

  public Pool pool(int processes) {
    throw new UnsupportedOperationException();
  }

  public Pool pool(PoolConfig config) {
    throw new UnsupportedOperationException();
  }

  public Pool threadPool(int threads) {
    throw new UnsupportedOperationException();
  }

  public Pool threadPool(PoolConfig config) {
    throw new UnsupportedOperationException();
  }
}
