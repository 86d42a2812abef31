package io.multiprocessing.internal.worker;

import io.multiprocessing.internal.protocol.Frame;
import io.multiprocessing.internal.protocol.FrameKind;
import io.multiprocessing.internal.transport.FrameChannel;
import io.multiprocessing.serialization.EncodedMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Hears what the parent says while the main thread is busy, and sees the channel's end when the parent dies.
 */
final class ControlThread extends Thread {

  private final FrameChannel control;
  private final ParentWatch parent;
  private final TaskThread tasks;
  private volatile boolean leaving;

  ControlThread(FrameChannel control, ParentWatch parent, TaskThread tasks) {
    super("multiprocessing-control");
    this.control = control;
    this.parent = parent;
    this.tasks = tasks;
    setDaemon(true);
    setPriority(MAX_PRIORITY);
  }

  @Override
  public void run() {
    try {
      Frame frame = control.receive();
      while (frame != null) {
        handle(frame);
        frame = control.receive();
      }
    } catch (IOException e) {
      if (!leaving) {
        System.err.println("multiprocessing: the parent's channel broke: " + e);
      }
    } finally {
      if (!leaving) {
        parent.parentIsGone();
      }
    }
  }

  /** From now on the channel's end is this process's own doing. */
  void leave() {
    leaving = true;
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
}
