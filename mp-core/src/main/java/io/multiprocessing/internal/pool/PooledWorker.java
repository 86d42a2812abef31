package io.multiprocessing.internal.pool;

import io.multiprocessing.internal.process.ChildEvents;
import io.multiprocessing.internal.process.DeathReport;
import io.multiprocessing.internal.process.LaunchedChild;
import io.multiprocessing.internal.protocol.Frame;
import io.multiprocessing.internal.protocol.FrameKind;
import io.multiprocessing.internal.transport.FrameChannel;
import io.multiprocessing.pool.WorkerEnd;
import io.multiprocessing.pool.WorkerSnapshot;
import io.multiprocessing.serialization.EncodedMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker of a {@link ProcessPool} as the parent sees it: its channel, and the tasks it has.
 *
 * <p>Tasks are given to it under the pool's lock and sent outside of it: they pass through {@link #outgoing}, which
 * keeps their order, and whoever holds {@link #sending} sends for all others too. Replies come in the order of the
 * tasks, because a worker runs one after another, so when it dies the first task without a reply is the only one it can
 * have started.
 *
 * <pre>
 *  field                         read and written under
 *  outgoing                      nothing (concurrent); added to under the pool's lock
 *  channel, child                volatile, set once
 *  all other mutable fields      the pool's lock
 * </pre>
 */
final class PooledWorker implements ChildEvents {

  private static final Logger log = LoggerFactory.getLogger(PooledWorker.class);

  /** The sequence of what a worker rehearses; that of a task is above 0. */
  static final long REHEARSING = -1;

  static final EncodedMessage EMPTY = new EncodedMessage(ByteBuffer.allocate(0), List.of());

  /** A task that was given to the worker and has no reply yet. */
  record InFlight(long sequence, Task task) {}

  private record Outgoing(FrameKind kind, long sequence, EncodedMessage message) {}

  private final ProcessPool pool;
  private final String name;
  private final EncodedMessage initialization;
  private final ConcurrentLinkedQueue<Outgoing> outgoing = new ConcurrentLinkedQueue<>();
  private final ReentrantLock sending = new ReentrantLock();
  private volatile @Nullable FrameChannel channel;

  final ArrayDeque<InFlight> inFlight = new ArrayDeque<>();
  volatile @Nullable LaunchedChild child;
  boolean connected; // has been sent its initialization
  boolean ready; // has run it
  boolean retiring;
  boolean standby; // gets no tasks until another ends
  boolean rehearsing; // has been sent a sample and has not answered
  int rehearsed; // how many samples it was sent
  boolean stopSent;
  boolean revokeSent;
  long lastSequence;
  long assigned;
  long tasksDone;
  int aheadBytes; // of the tasks behind the first
  long headSinceNanos;
  long memoryCheckedNanos;
  @Nullable Future<?> startLimit;
  @Nullable Future<?> headDeadline;
  @Nullable Future<?> stopDeadline;
  @Nullable Task condemned;
  @Nullable WorkerEnd condemnedFor;
  @Nullable WorkerEnd endReason;
  @Nullable Throwable startFailure;

  PooledWorker(ProcessPool pool, String name, EncodedMessage initialization) {
    this.pool = pool;
    this.name = name;
    this.initialization = initialization;
  }

  String name() {
    return name;
  }

  /** For messages: the worker and its process. */
  String where() {
    LaunchedChild launched = child;
    return "worker " + name + (launched == null ? "" : " (pid " + launched.pid() + ")");
  }

  /** Whether it is neither on its way out nor gone. */
  boolean stays() {
    return !retiring && endReason == null;
  }

  /** Whether it can be given a task at all. */
  boolean accepts() {
    return ready && !standby && !rehearsing && !retiring && !stopSent && endReason == null && condemned == null;
  }

  WorkerSnapshot.State state() {
    if (!ready) {
      return WorkerSnapshot.State.STARTING;
    }
    if (stopSent || endReason != null) {
      return WorkerSnapshot.State.STOPPING;
    }
    return inFlight.isEmpty() ? WorkerSnapshot.State.IDLE : WorkerSnapshot.State.BUSY;
  }

  /** Its task was given up and it is to be killed for it. */
  void condemn(Task task, WorkerEnd reason) {
    condemned = task;
    condemnedFor = reason;
  }

  /** Whether this is the task that it runs, as far as this side knows. */
  boolean runs(Task task) {
    InFlight head = inFlight.peekFirst();
    return head != null && head.task() == task;
  }

  /** Whether it is to be killed now: it still runs the task for which it was condemned. Otherwise it goes free. */
  boolean acceptSentence(Task task) {
    if (condemned != task) {
      return false;
    }
    condemned = null;
    if (!runs(task)) {
      return false;
    }
    endReason = condemnedFor;
    return true;
  }

  /** Adds up the lengths of the tasks behind the first. */
  void countAheadBytes() {
    aheadBytes = 0;
    boolean first = true;
    for (InFlight entry : inFlight) {
      aheadBytes += first ? 0 : (int) entry.task().encoded().lengthBytes();
      first = false;
    }
  }

  /** Queues a frame for {@link #transmit()}; under the pool's lock, so that the order is that of the sequences. */
  void enqueue(FrameKind kind, long sequence, EncodedMessage message) {
    outgoing.add(new Outgoing(kind, sequence, message));
  }

  /**
   * Sends what is queued, or leaves that to the thread that is sending. Outside the pool's lock. A worker that is gone
   * is no error here: its exit resolves what it had. One that can't be told its task and is not gone is killed after a
   * while.
   */
  void transmit() {
    while (!outgoing.isEmpty() && sending.tryLock()) {
      try {
        sendQueued();
      } catch (IOException e) {
        outgoing.clear();
        log.debug("a worker was gone before its task reached it: worker={}", name, e);
        pool.onUnreachable(this);
      } finally {
        sending.unlock();
      }
    }
  }

  private void sendQueued() throws IOException {
    FrameChannel open = channel;
    if (open == null) {
      throw new IOException("the worker has not connected");
    }
    for (Outgoing next = outgoing.poll(); next != null; next = outgoing.poll()) {
      open.write(next.kind(), next.sequence(), next.message());
    }
    open.flush();
  }

  @Override
  public void connected(LaunchedChild launched, FrameChannel data) {
    channel = data;
    Thread.currentThread().setContextClassLoader(pool.contextClassLoader()); // this thread decodes results
    pool.onConnected(this, launched, initialization);
    transmit();
    try {
      Frame frame = data.receive();
      while (frame != null) {
        handle(frame);
        frame = data.receive();
      }
    } catch (IOException e) {
      log.debug("a worker's channel broke: worker={}", name, e);
    }
  }

  private void handle(Frame frame) {
    FrameKind kind = frame.kind();
    if (kind == FrameKind.RESULT || kind == FrameKind.FAILURE && frame.sequence() > 0) {
      pool.onReply(this, frame);
    } else if (kind == FrameKind.READY && frame.sequence() == 0) {
      pool.onReady(this);
    } else if (kind == FrameKind.FAILURE && frame.sequence() == 0) {
      pool.onInitializerFailed(this, frame);
    } else if (frame.sequence() == REHEARSING && (kind == FrameKind.READY || kind == FrameKind.FAILURE)) {
      pool.onRehearsed(this);
    } else if (kind == FrameKind.RETURNED) {
      pool.onReturned(this, frame.sequence(), frame.message().body().getLong());
    } else {
      log.warn("a worker sent a frame that is not understood: worker={}, kind={}", name, frame.kindCode());
    }
  }

  @Override
  public void exited(LaunchedChild launched, DeathReport report) {
    pool.onExit(this, report);
  }

  @Override
  public String toString() {
    return where();
  }
}
