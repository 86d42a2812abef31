package io.multiprocessing.internal.worker;

import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.internal.platform.ExitCodes;
import io.multiprocessing.internal.platform.ProcessIdentity;
import io.multiprocessing.internal.protocol.Call;
import io.multiprocessing.internal.protocol.Failure;
import io.multiprocessing.internal.protocol.Frame;
import io.multiprocessing.internal.protocol.FrameKind;
import io.multiprocessing.internal.protocol.Initialization;
import io.multiprocessing.internal.protocol.NewIdentity;
import io.multiprocessing.internal.protocol.Preload;
import io.multiprocessing.internal.protocol.ProcessState;
import io.multiprocessing.internal.transport.FrameChannel;
import io.multiprocessing.process.AuthKey;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.process.ProcessInfo;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.EncodedMessage;
import io.multiprocessing.serialization.KryoCodec;
import io.multiprocessing.serialization.SerializationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The thread of a child that runs user code, and the one that reads its tasks: a task and its result pass no other
 * thread.
 *
 * <p>An interrupt reaches it only while user code runs; a later one, from a timer that the user's code left behind for
 * instance, is dropped, because it would close the channel under the next read. That is why this is not the JVM's main
 * thread.
 *
 * <p>A worker may have tasks that it has not started, in its buffer or the socket's. The parent can have them back:
 * {@link #revoke} and {@link #claim} agree under a lock on which were started.
 */
final class TaskThread extends Thread {

  private static final EncodedMessage EMPTY = new EncodedMessage(ByteBuffer.allocate(0), List.of());

  private final FrameChannel data;
  private final ParentWatch parent;
  private final Codec codec = new KryoCodec();
  private @Nullable Initialization initialization;
  private @Nullable Throwable inheriting; // what it failed with
  private @Nullable Farewell farewell; // set before the start

  private final Object claims = new Object();
  private long claimed; // guarded by claims: the highest sequence that was started
  private long revoked; // guarded by claims: tasks up to this sequence are not started any more
  private boolean active; // guarded by claims: user code runs
  private boolean leaving; // guarded by claims: this JVM exits
  private boolean interruptWanted; // guarded by claims: an interrupt came before the process began to run

  TaskThread(FrameChannel data, ParentWatch parent) {
    super("main");
    this.data = data;
    this.parent = parent;
  }

  /** What is to be said at the end; before the start. */
  void leaveWith(Farewell words) {
    farewell = words;
  }

  @Override
  public void run() {
    try {
      Frame frame = data.receive();
      while (frame != null && handle(frame)) {
        frame = data.receive();
      }
      if (frame == null) {
        channelEnded();
      }
    } catch (IOException e) {
      channelEnded();
    } catch (Throwable e) { // memory ran out for a message: a main method would end like this too
      System.err.print("Exception in process " + processName() + " ");
      e.printStackTrace();
      System.exit(ExitCodes.UNCAUGHT_EXCEPTION);
    }
  }

  private void channelEnded() {
    boolean own;
    synchronized (claims) {
      own = leaving;
    }
    if (!own) {
      parent.channelBroke();
    }
  }

  /** This JVM exits: ends the wait for the next frame. What runs at this moment may still send its result. */
  void leave() throws IOException {
    synchronized (claims) {
      leaving = true;
      if (active) {
        return;
      }
    }
    data.close();
  }

  /** False after the last frame. */
  private boolean handle(Frame frame) throws IOException {
    FrameKind kind = frame.kind();
    if (kind == FrameKind.TASK) {
      if (claim(frame.sequence())) {
        runTask(frame);
      }
      return true;
    }
    if (kind == FrameKind.INIT) {
      initialize(frame);
      return true;
    }
    if (kind == FrameKind.RUN) {
      runProcess(frame);
      return false;
    }
    if (kind == FrameKind.PRELOAD) {
      preload(frame);
      return true;
    }
    if (kind == FrameKind.REHEARSE) {
      rehearse(frame);
      return true;
    }
    if (kind == FrameKind.INHERIT) {
      inherit(frame);
      return true;
    }
    if (kind == FrameKind.BECOME) {
      NewIdentity identity = NewIdentity.from(frame.message().body());
      ProcessInfo self = ProcessIdentity.current().self();
      ProcessIdentity.rename(
          new ProcessInfo(identity.name(), self.pid(), identity.daemon(), AuthKey.of(identity.authKey())),
          identity.identity());
      data.send(FrameKind.READY, 0, EMPTY);
      return true;
    }
    if (kind == FrameKind.STOP) {
      stopWorker();
      return false;
    }
    data.send(FrameKind.REFUSED, frame.kindCode(), EMPTY);
    return true;
  }

  private void runTask(Frame frame) throws IOException {
    EncodedMessage reply;
    FrameKind kind = FrameKind.RESULT;
    try {
      Object call = codec.decode(frame.message());
      reply = call instanceof Call.Chunk chunk ? ChunkRunner.run(chunk, codec) : runSingle((Call.Single) call);
    } catch (Throwable e) { // whatever a task throws is its result
      kind = FrameKind.FAILURE;
      reply = failure(e);
    } finally {
      endActivity();
    }
    data.send(kind, frame.sequence(), reply);
  }

  private EncodedMessage runSingle(Call.@Nullable Single call) throws Exception {
    if (call == null) {
      throw new SerializationException("a task must be a call, but was null", null);
    }
    return codec.encode(call.run());
  }

  private void initialize(Frame frame) throws IOException {
    FrameKind kind = FrameKind.READY;
    EncodedMessage reply = EMPTY;
    try {
      beginActivity();
      requireInheritance();
      Initialization decoded = (Initialization) codec.decode(frame.message());
      initialization = decoded;
      if (decoded != null && decoded.initializer() != null) {
        decoded.initializer().run();
      }
    } catch (Throwable e) { // reported to the pool, which ends this worker
      kind = FrameKind.FAILURE;
      reply = failure(e);
    } finally {
      endActivity();
    }
    data.send(kind, 0, reply);
  }

  /** A failure is that of the process, or of the worker's initialization, which come next. */
  private void inherit(Frame frame) {
    try {
      ProcessState state = (ProcessState) codec.decode(frame.message());
      if (state != null) {
        state.apply();
      }
    } catch (RuntimeException | Error e) {
      inheriting = e;
    }
  }

  private void requireInheritance() {
    Throwable failed = inheriting;
    if (failed != null) {
      throw new IllegalStateException("this process could not begin with its parent's state: " + failed.getMessage(), failed);
    }
  }

  private void preload(Frame frame) throws IOException {
    FrameKind kind = FrameKind.READY;
    EncodedMessage reply = EMPTY;
    try {
      beginActivity();
      Preload decoded = (Preload) codec.decode(frame.message());
      if (decoded != null) {
        decoded.run();
      }
    } catch (Throwable e) { // reported to the parent, which knows what is to become of this process
      kind = FrameKind.FAILURE;
      reply = failure(e);
    } finally {
      endActivity();
    }
    data.send(kind, 0, reply);
  }

  /** While nobody waits, so that what is asked for later doesn't wait for classes and interpreted code. */
  private void rehearse(Frame frame) throws IOException {
    FrameKind kind = FrameKind.READY;
    EncodedMessage reply = EMPTY;
    try {
      Practice.run(codec, frame.message());
      beginActivity();
    } catch (Throwable e) { // costs speed at most; the parent logs it
      kind = FrameKind.FAILURE;
      reply = failure(e);
    } finally {
      endActivity();
    }
    data.send(kind, frame.sequence(), reply);
  }

  private void stopWorker() {
    try {
      beginActivity();
      Initialization made = initialization;
      if (made != null && made.exitFunction() != null) {
        made.exitFunction().run();
      }
    } catch (Throwable e) { // the worker ends in any case; its log is the place for this
      System.err.println("multiprocessing: the exit function failed");
      e.printStackTrace();
    } finally {
      endActivity();
    }
    if (UserThreads.any()) {
      System.exit(0); // a pool's worker doesn't wait for threads that tasks have left behind
    }
    leaveEarly();
  }

  private void runProcess(Frame frame) {
    int exitCode = 0;
    try {
      Object activity = codec.decode(frame.message());
      requireInheritance();
      beginActivity();
      if (activity instanceof RemoteRunnable target) {
        target.run();
      } else if (activity instanceof ChildProcess process) {
        process.run();
      }
    } catch (Throwable e) { // as an uncaught exception of a main method: the trace, and exit code 1
      System.err.print("Exception in process " + processName() + " ");
      e.printStackTrace();
      exitCode = ExitCodes.UNCAUGHT_EXCEPTION;
    } finally {
      endActivity();
    }
    System.out.flush(); // as Python does at the end of a process
    System.err.flush();
    if (exitCode != 0) {
      UserThreads.awaitEnd();
      System.exit(exitCode);
    }
    if (!UserThreads.any()) {
      leaveEarly();
    }
  }

  /** This thread is the last, and returns from here: the JVM exits by that, sooner than by {@link System#exit}. */
  private void leaveEarly() {
    Farewell words = farewell;
    if (words != null) {
      words.bringForward();
    }
  }

  private static String processName() {
    return ProcessIdentity.current().self().name();
  }

  private EncodedMessage failure(Throwable thrown) {
    return new EncodedMessage(ByteBuffer.wrap(Failure.of(thrown, codec).toByteArray()), List.of());
  }

  /** Whether this task is to be run. */
  private boolean claim(long sequence) {
    synchronized (claims) {
      if (sequence <= revoked) {
        return false;
      }
      claimed = sequence;
      active = true;
      return true;
    }
  }

  /**
   * Gives the tasks up to {@code last} that were not started back to the parent. Called by the control thread. Said
   * under the lock, so that the parent hears of it before it hears of any later task.
   */
  void revoke(long last) throws IOException {
    synchronized (claims) {
      long first = Math.max(claimed, revoked) + 1;
      if (first <= last) {
        revoked = last;
        ByteBuffer body = ByteBuffer.allocate(Long.BYTES).putLong(last).flip();
        data.send(FrameKind.RETURNED, first, new EncodedMessage(body, List.of()));
      }
    }
  }

  private void beginActivity() {
    synchronized (claims) {
      active = true;
      if (interruptWanted) {
        interruptWanted = false;
        super.interrupt();
      }
    }
  }

  private void endActivity() {
    synchronized (claims) {
      active = false;
      interrupted(); // what was meant for the task that has ended must not reach the channel or the next task
    }
  }

  /** Interrupts the user code that runs, or that will run next, on the parent's behalf. */
  void interruptActivity() {
    synchronized (claims) {
      if (active) {
        super.interrupt();
      } else {
        interruptWanted = true;
      }
    }
  }

  @Override
  public void interrupt() {
    synchronized (claims) {
      if (active) {
        super.interrupt();
      }
    }
  }
}
