package io.multiprocessing.internal.worker;

import io.multiprocessing.internal.protocol.FrameKind;
import io.multiprocessing.internal.transport.FrameChannel;
import io.multiprocessing.serialization.EncodedMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Tells the parent that this JVM exits in order, and whether a signal asked it to: the exit code alone can't tell
 * SIGTERM from {@code System.exit(143)}. Runs as a shutdown hook, so a process that is killed says nothing, and that
 * tells too.
 *
 * <p>Then it closes the channels that threads of this library wait on: HotSpot gives threads that are in a system call
 * 300 ms to come back before it exits, and they never would.
 */
final class Farewell extends Thread {

  /** The JVM runs a signal's handler, which starts the shutdown, in a thread of this name. */
  private static final String HANDLER_SUFFIX = " handler";

  private static final String[] SIGNALS = {"SIGHUP", "SIGINT", "SIGTERM"};
  private static final int[] NUMBERS = {1, 2, 15};

  private final FrameChannel control;
  private final ControlThread listener;
  private final TaskThread tasks;

  Farewell(FrameChannel control, ControlThread listener, TaskThread tasks) {
    super("multiprocessing-farewell");
    this.control = control;
    this.listener = listener;
    this.tasks = tasks;
  }

  @Override
  public void run() {
    try {
      leave(signal());
    } catch (IOException e) {
      System.err.println("multiprocessing: the parent was gone before this child could say goodbye: " + e);
    }
  }

  /**
   * Says goodbye now, in the thread whose end is this JVM's, instead of in a hook, which has a thread to start. Nothing
   * if the exit has begun already.
   */
  void bringForward() {
    try {
      if (Runtime.getRuntime().removeShutdownHook(this)) {
        leave(0);
      }
    } catch (IllegalStateException e) {
      return; // the hook runs
    } catch (IOException e) {
      System.err.println("multiprocessing: the parent was gone before this child could say goodbye: " + e);
    }
  }

  private void leave(int signal) throws IOException {
    control.send(FrameKind.EXITING, signal, new EncodedMessage(ByteBuffer.allocate(0), List.of()));
    listener.leave();
    control.close();
    tasks.leave();
  }

  /** The signal that this JVM exits by, or 0. */
  static int signal() {
    for (Thread thread : UserThreads.all()) {
      for (int s = 0; thread != null && s < SIGNALS.length; s++) {
        if (thread.getName().equals(SIGNALS[s] + HANDLER_SUFFIX)) {
          return NUMBERS[s];
        }
      }
    }
    return 0;
  }
}
