package io.multiprocessing.internal.manager;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a server that waits for all its clients. Before it sleeps it looks for a while whether something
 * comes: to be woken takes longer than a call.
 */
final class Reactor implements Runnable, Closeable {

  /** How long it looks before it sleeps. */
  private static final long LOOK_NANOS = 50_000;

  private static final int PATIENCE = 4;
  private static final int MAX_MISSES = 8;
  private static final int HIT_WEIGHT = 2;
  private static final int RETRY_EVERY = 32;
  private static final int LOOKS_PER_SELECT = 4;
  private static final boolean MAY_LOOK = Runtime.getRuntime().availableProcessors() > 1;

  /** How long the end waits for the thread. */
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** After an error that is nobody's in particular: not a busy loop. */
  private static final long PAUSE_NANOS = 50_000_000;

  /** One of those it waits for. Its methods are called by the reactor's thread. */
  interface Member {

    /** Its channel is ready. */
    void ready(SelectionKey key);

    /** Whether something has come, which it has dealt with then. */
    boolean tryNow();

    /** It can't be served any more. */
    void failed(Throwable reason);
  }

  /** What has to be done from time to time. */
  interface Upkeep {
    /** Does what is due; returns the nanoseconds until it wants to be called again, at least 1. */
    long run(long nowNanos);
  }

  private final Selector selector;
  private final Thread thread;
  private final Upkeep upkeep;
  private final Runnable died;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final ArrayDeque<Runnable> next = new ArrayDeque<>(); // for the thread: to be done before it sleeps
  private volatile boolean asleep;
  private volatile boolean closing;
  private volatile boolean upkeepSoon;
  private @Nullable Member lastReady; // for the thread
  private int misses;
  private int skipped;

  /** @param died is run if its thread ends without having been closed */
  Reactor(String name, @Nullable ClassLoader classLoader, Upkeep upkeep, Runnable died) throws IOException {
    this.upkeep = upkeep;
    this.died = died;
    selector = Selector.open();
    thread = new ReactorThread(this, name);
    thread.setDaemon(true);
    thread.setContextClassLoader(classLoader);
  }

  private static final class ReactorThread extends Thread {
    ReactorThread(Runnable work, String name) {
      super(work, name);
    }
  }

  /** Whether the current thread serves all clients of some server, so that it must not wait for anything. */
  static boolean isReactorThread() {
    return Thread.currentThread() instanceof ReactorThread;
  }

  /** @throws IllegalStateException if the current thread serves all clients of some server */
  static void refuseCall(String method) {
    if (isReactorThread()) {
      throw new IllegalStateException(
          "the thread that serves a manager's clients must not wait for a call of a shared object: method=" + method
              + "; this is an error of the library");
    }
  }

  void start() {
    thread.start();
  }

  boolean isCurrentThread() {
    return Thread.currentThread() == thread;
  }

  /** Has something done in the reactor's thread, soon. */
  void execute(Runnable task) {
    tasks.add(task);
    if (asleep) {
      selector.wakeup();
    }
  }

  /** For the reactor's thread: has something done in its next turn, which then comes without a sleep. */
  void executeNext(Runnable task) {
    next.add(task);
  }

  /** There is something new that has a time limit. For any thread. */
  void upkeepSoon() {
    upkeepSoon = true;
    if (asleep) {
      selector.wakeup();
    }
  }

  /** For the reactor's thread. */
  SelectionKey register(SelectableChannel channel, int operations, Member member) throws IOException {
    return channel.register(selector, operations, member);
  }

  @Override
  public void run() {
    try {
      loop();
    } finally {
      if (!closing) {
        died.run(); // rather no server than one that doesn't answer
      }
    }
  }

  private void loop() {
    long upkeepAt = System.nanoTime();
    while (!closing && selector.isOpen()) {
      try {
        long now = System.nanoTime();
        if (upkeepSoon || upkeepAt - now <= 0) {
          upkeepSoon = false;
          long pause = upkeep.run(now);
          upkeepAt = now + Math.min(pause, TimeUnit.HOURS.toNanos(1));
        }
        turn(upkeepAt);
        Thread.interrupted(); // it means nothing here, and would make each select return at once
      } catch (IOException | RuntimeException | Error e) {
        goOnAfter(e);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  /** Whatever it was, the clients are served. */
  private static void goOnAfter(Throwable e) {
    try {
      log().warn("a manager's server met an error, and goes on", e);
    } catch (RuntimeException | Error again) { // such as no memory for the message
      Thread.onSpinWait();
    }
  }

  private static void runTask(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      goOnAfter(e);
    }
  }

  private void turn(long untilNanos) throws IOException {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      runTask(task);
    }
    for (int i = next.size(); i > 0; i--) {
      runTask(next.remove());
    }
    if (select(0) > 0 || !next.isEmpty() || look()) {
      return;
    }
    asleep = true;
    try {
      if (tasks.isEmpty() && !upkeepSoon && !closing) { // who comes later sees that it sleeps
        long millis = TimeUnit.NANOSECONDS.toMillis(untilNanos - System.nanoTime()) + 1;
        select(Math.max(1, millis));
      }
    } finally {
      asleep = false;
    }
  }

  private int select(long millis) throws IOException {
    return millis == 0 ? selector.selectNow(this::serve) : selector.select(this::serve, millis);
  }

  private static boolean tryNow(Member member) {
    try {
      return member.tryNow();
    } catch (RuntimeException | Error e) { // as below
      member.failed(e);
      return true;
    }
  }

  private void serve(SelectionKey key) {
    Member member = (Member) key.attachment();
    lastReady = member;
    try {
      member.ready(key);
    } catch (RuntimeException | Error e) { // whatever it is, the others are served
      member.failed(e);
    }
  }

  /** Looks for a while whether anything comes; whether it did. Only while that helps. */
  private boolean look() throws IOException {
    Member likely = lastReady; // it is quicker to ask a socket than the selector
    if (!MAY_LOOK || misses >= PATIENCE && (skipped = (skipped + 1) % RETRY_EVERY) != 0) {
      return false;
    }
    long end = System.nanoTime() + LOOK_NANOS;
    boolean found;
    int looks = 0;
    do {
      Thread.onSpinWait();
      boolean asks = ++looks % LOOKS_PER_SELECT == 0;
      found = asks ? select(0) > 0 : likely != null && tryNow(likely);
      found |= !tasks.isEmpty();
    } while (!found && System.nanoTime() - end < 0);
    misses = found ? Math.max(0, misses - HIT_WEIGHT) : Math.min(MAX_MISSES, misses + 1);
    return found;
  }

  /**
   * Ends the thread and waits for that, though not for ever, unless it is called by it. What is registered isn't
   * closed.
   */
  @Override
  public void close() throws IOException {
    closing = true;
    selector.wakeup();
    boolean interrupted = false;
    long end = System.nanoTime() + CLOSE_NANOS;
    long left = CLOSE_NANOS;
    while (!isCurrentThread() && thread.isAlive() && left > 0) {
      try {
        thread.join(TimeUnit.NANOSECONDS.toMillis(left) + 1);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      left = end - System.nanoTime();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** After the members were closed: lets go of their descriptors. */
  void closeSelector() throws IOException {
    selector.close();
  }

  /** Found when it is needed: to start the logging of a new process takes longer than to start serving. */
  private static Logger log() {
    return LoggerFactory.getLogger(Reactor.class);
  }
}
