package io.multiprocessing.process;

import io.multiprocessing.api.RemoteRunnable;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Work that runs in a JVM of its own, with the methods of {@link Thread}. Give it a target, or subclass it and override
 * {@link #run()}; the fields of a subclass travel to the child.
 *
 * <pre>{@code
 * ChildProcess child = Multiprocessing.get().process(() -> System.out.println("hello"));
 * child.start();
 * child.join();
 * }</pre>
 *
 * <p>A child may crash, exit, run out of memory or be killed; this process only sees its {@link #exitCode()}. A child
 * that is not daemonic keeps its parent's JVM alive until it has ended, as a thread that is not a daemon does; a
 * daemonic one is terminated when the parent exits. When the parent dies in any other way, killed for instance, every
 * child ends within a second, and so do the child's own children.
 *
 * <p>Safe for use by several threads. Only the process that created the object may start, join or end the child.
 *
 * <p>Python: {@code multiprocessing.Process}. Different from Python, a daemonic process may have children: they die
 * with it.
 */
public class ChildProcess implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private final @Nullable RemoteRunnable target;
  private final String path;
  private volatile String name;
  private volatile boolean daemon;
  private volatile AuthKey authKey;

  private final transient @Nullable ProcessContext context;
  private transient volatile @Nullable RunningProcess running;
  private transient volatile boolean closed;
  private transient volatile long lastPid;

  /** A process of the default context whose {@link #run()} a subclass overrides. */
  protected ChildProcess() {
    this(DefaultContext.INSTANCE, null, null);
  }

  /** A process of the default context with a name whose {@link #run()} a subclass overrides. */
  protected ChildProcess(String name) {
    this(DefaultContext.INSTANCE, name, null);
  }

  /**
   * A process that has not been started yet.
   *
   * @param context where it will be started
   * @param name its name, or null for one of the form {@code Process-1:2}, the second child of the first child
   * @param target what {@link #run()} runs, or null for nothing
   */
  public ChildProcess(ProcessContext context, @Nullable String name, @Nullable RemoteRunnable target) {
    this.context = Objects.requireNonNull(context, "context");
    ProcessContext.Inheritance inherited = context.inherit();
    this.path = inherited.path();
    this.name = name == null ? "Process-" + path : name;
    this.daemon = inherited.daemon();
    this.authKey = inherited.authKey();
    this.target = target;
  }

  /**
   * The process's activity; runs in the child. This method runs the target; a subclass overrides it.
   *
   * @throws Exception what the activity throws: its stack goes to the child's standard error and the exit code is 1
   */
  public void run() throws Exception {
    if (target != null) {
      target.run();
    }
  }

  /** What {@link #run()} runs unless a subclass overrides it, or null for nothing. */
  public final @Nullable RemoteRunnable target() {
    return target;
  }

  /**
   * Starts the child. Returns as soon as the operating system has the process; the child's own start goes on meanwhile.
   *
   * @throws IllegalStateException if it was started before or is closed
   * @throws ProcessStartException if no process can be launched
   * @throws io.multiprocessing.serialization.SerializationException if the target or a field can't travel; nothing was
   *     launched
   */
  public synchronized void start() {
    checkOpen();
    if (context == null) {
      throw new IllegalStateException("a process can be started only by the process that created it: name=" + name);
    }
    if (running != null) {
      throw new IllegalStateException("a process can be started only once: name=" + name + ", pid=" + lastPid);
    }
    RunningProcess launched = context.launch(this, path);
    lastPid = launched.pid();
    running = launched;
  }

  /**
   * Waits until the child has ended. An interrupt ends the wait, not the child.
   *
   * @throws IllegalStateException if it was not started or is closed
   */
  public void join() throws InterruptedException {
    try {
      requireStarted("joined").onExit().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the exit of process " + name + " could not be observed", e);
    }
  }

  /**
   * Waits until the child has ended, but not longer than {@code timeout}. An interrupt ends the wait, not the child.
   *
   * @param timeout how long to wait; zero or less doesn't wait
   * @return whether the child has ended. Python returns nothing and leaves that to {@code exitcode}
   * @throws IllegalStateException if it was not started or is closed
   */
  public boolean join(Duration timeout) throws InterruptedException {
    try {
      requireStarted("joined").onExit().get(boundedNanos(timeout), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the exit of process " + name + " could not be observed", e);
    }
  }

  /** Whether the child was started and has not ended yet. Doesn't block. */
  public boolean isAlive() {
    checkOpen();
    RunningProcess process = running;
    return process != null && !process.onExit().isDone();
  }

  /** The child's process id, empty before the start. */
  public OptionalLong pid() {
    checkOpen();
    return running == null ? OptionalLong.empty() : OptionalLong.of(lastPid);
  }

  /**
   * How the child ended: 0 if {@link #run()} returned, N after {@code System.exit(N)}, 1 after an exception, -N if
   * signal N ended it; empty while it has not ended. A code of 143 that the child chose itself stays 143; it is -15
   * only after SIGTERM.
   */
  public OptionalInt exitCode() {
    checkOpen();
    RunningProcess process = running;
    ExitStatus status = process == null ? null : process.onExit().getNow(null);
    return status == null ? OptionalInt.empty() : OptionalInt.of(status.exitCode());
  }

  /**
   * Completes when the child has ended: something to wait for several at a time with. Python: {@code Process.sentinel}.
   *
   * @throws IllegalStateException if it was not started or is closed
   */
  public CompletableFuture<ExitStatus> sentinel() {
    return requireStarted("waited for").onExit().copy();
  }

  /**
   * Interrupts the thread that runs the child's activity, so that its blocking call ends with an {@link
   * InterruptedException} and its {@code finally} blocks run. Doesn't wait, and nothing happens to code that doesn't
   * look.
   *
   * @throws IllegalStateException if it was not started or is closed
   */
  public void interrupt() {
    requireStarted("interrupted").interrupt();
  }

  /**
   * Sends SIGTERM. Different from Python, the child's shutdown hooks run, because a JVM runs them on SIGTERM; use
   * {@link #kill()} for a child whose hooks hang. Doesn't wait. Does nothing if the child has ended.
   *
   * @throws IllegalStateException if it was not started or is closed
   */
  public void terminate() {
    requireStarted("terminated").terminate();
  }

  /**
   * Sends SIGKILL to the child and to every process it started. Doesn't wait. Does nothing if the child has ended.
   *
   * @throws IllegalStateException if it was not started or is closed
   */
  public void kill() {
    requireStarted("killed").kill();
  }

  /**
   * Gives back what this process holds for the child; afterwards every other method fails. Idempotent.
   *
   * @throws IllegalStateException if the child is still alive: join or kill it first
   */
  public synchronized void close() {
    if (closed) {
      return;
    }
    RunningProcess process = running;
    if (process != null) {
      if (!process.onExit().isDone()) {
        throw new IllegalStateException(
            "cannot close a process while it is alive; join or kill it first: name=" + name + ", pid=" + lastPid);
      }
      process.release();
    }
    closed = true;
  }

  /** The name, for people only; several processes may have the same. */
  public final String getName() {
    return name;
  }

  public final void setName(String name) {
    this.name = Objects.requireNonNull(name, "name");
  }

  /** Whether the child is terminated, not waited for, when this process exits. Inherited from the creating process. */
  public final boolean isDaemon() {
    return daemon;
  }

  /**
   * @throws IllegalStateException if the child was started already
   */
  public final synchronized void setDaemon(boolean daemon) {
    if (running != null) {
      throw new IllegalStateException("daemon must be set before the start: name=" + name + ", pid=" + lastPid);
    }
    this.daemon = daemon;
  }

  /** The key the child will have, inherited from this process unless set. */
  public final AuthKey getAuthKey() {
    return authKey;
  }

  public final void setAuthKey(AuthKey authKey) {
    this.authKey = Objects.requireNonNull(authKey, "authKey");
  }

  /** For people: {@code ChildProcess[name=Process-1, pid=4711, started]}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(getClass().getSimpleName()).append("[name=").append(name);
    RunningProcess process = running;
    if (closed) {
      text.append(", closed");
    } else if (process == null) {
      text.append(", initial");
    } else {
      ExitStatus status = process.onExit().getNow(null);
      text.append(", pid=").append(lastPid).append(status == null ? ", started" : ", stopped, " + status);
    }
    return text.append(daemon ? ", daemon]" : "]").toString();
  }

  /** A time that nanoseconds can't count is as good as for ever. */
  private static long boundedNanos(Duration time) {
    if (time.isNegative()) {
      return 0;
    }
    return time.getSeconds() < Long.MAX_VALUE / 1_000_000_001 ? time.toNanos() : Long.MAX_VALUE;
  }

  private RunningProcess requireStarted(String verb) {
    checkOpen();
    RunningProcess process = running;
    if (process == null) {
      throw new IllegalStateException("a process can be " + verb + " only after its start: name=" + name);
    }
    return process;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the process object is closed: name=" + name);
    }
  }

  /** Found late, so that a child which only decodes a process object doesn't look for services. */
  private static final class DefaultContext {
    static final ProcessContext INSTANCE =
        ServiceLoader.load(ProcessContext.class, ChildProcess.class.getClassLoader())
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no ProcessContext is registered in META-INF/services"));
  }
}
