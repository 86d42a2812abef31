package io.multiprocessing.internal.worker;

import io.multiprocessing.internal.protocol.Frame;
import io.multiprocessing.internal.protocol.FrameKind;
import io.multiprocessing.internal.transport.FrameChannel;
import io.multiprocessing.serialization.EncodedMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Hears what the parent says while the main thread is busy, and sees the channel's end when the parent dies. The parent's
 * process is watched too: a process that the parent started may hold the channel open for longer than the parent lives.
 */
final class ControlThread extends Thread {

  private final FrameChannel control;
  private final ParentWatch parent;
  private final TaskThread tasks;
  private final long parentPid;

  ControlThread(FrameChannel control, ParentWatch parent, TaskThread tasks, long parentPid) {
    super("multiprocessing-control");
    this.control = control;
    this.parent = parent;
    this.tasks = tasks;
    this.parentPid = parentPid;
    setDaemon(true);
    setPriority(MAX_PRIORITY);
  }

  @Override
  public void run() {
    try {
      watchProcess();
      Frame frame = control.receive();
      while (frame != null) {
        handle(frame);
        frame = control.receive();
      }
    } catch (IOException e) {
      System.err.println("multiprocessing: the parent's channel broke: " + e);
    } finally {
      parent.parentIsGone();
    }
  }

  private void watchProcess() {
    Optional<ProcessHandle> process = ProcessHandle.of(parentPid);
    if (process.isEmpty()) {
      parent.parentIsGone();
      return;
    }
    process.get().onExit().thenRun(new ParentExit(parent));
  }

  private void handle(Frame frame) throws IOException {
    FrameKind kind = frame.kind();
    if (kind == FrameKind.INTERRUPT) {
      tasks.interruptActivity();
    } else if (kind == FrameKind.REVOKE) {
      tasks.revoke(frame.sequence());
    } else {
      control.send(FrameKind.REFUSED, frame.kindCode(), new EncodedMessage(ByteBuffer.allocate(0), List.of()));
    }
  }

  private record ParentExit(ParentWatch parent) implements Runnable {
    @Override
    public void run() {
      parent.parentIsGone();
    }
  }
}
