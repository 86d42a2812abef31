package io.multiprocessing.internal.worker;

import io.multiprocessing.internal.protocol.FrameKind;
import io.multiprocessing.internal.transport.FrameChannel;
import io.multiprocessing.serialization.EncodedMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Tells the parent that this JVM exits in order, and whether a signal asked it to: the exit code alone can't tell SIGTERM
 * from {@code System.exit(143)}. Runs as a shutdown hook, so a process that is killed says nothing, and that tells too.
 */
final class Farewell extends Thread {

  /** The JVM runs a signal's handler, which starts the shutdown, in a thread of this name. */
  private static final String HANDLER_SUFFIX = " handler";

  private static final String[] SIGNALS = {"SIGHUP", "SIGINT", "SIGTERM"};
  private static final int[] NUMBERS = {1, 2, 15};

  private final FrameChannel control;

  Farewell(FrameChannel control) {
    super("multiprocessing-farewell");
    this.control = control;
  }

  @Override
  public void run() {
    try {
      control.send(FrameKind.EXITING, signal(), new EncodedMessage(ByteBuffer.allocate(0), List.of()));
    } catch (IOException e) {
      System.err.println("multiprocessing: the parent was gone before this child could say goodbye: " + e);
    }
  }

  private static int signal() {
    Thread[] threads = new Thread[Thread.activeCount() + 16];
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    int count = group.enumerate(threads);
    for (int i = 0; i < count; i++) {
      for (int s = 0; s < SIGNALS.length; s++) {
        if (threads[i].getName().equals(SIGNALS[s] + HANDLER_SUFFIX)) {
          return NUMBERS[s];
        }
      }
    }
    return 0;
  }
}
