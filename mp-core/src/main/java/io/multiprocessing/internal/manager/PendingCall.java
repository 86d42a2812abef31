package io.multiprocessing.internal.manager;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A call that was sent, and the thread that waits for its reply. It ends once. */
final class PendingCall {

  final long id;
  private final Thread waiter = Thread.currentThread();
  private @Nullable IOException lost; // written before ended
  private byte @Nullable [] reply; // written before ended
  private volatile boolean ended;
  private volatile boolean waiting; // its thread looks whether it should read

  PendingCall(long id) {
    this.id = id;
  }

  void end(byte[] frame) {
    reply = frame;
    ended = true;
    wake();
  }

  void fail(IOException cause) {
    lost = cause;
    ended = true;
    wake();
  }

  private void wake() {
    if (waiter != Thread.currentThread()) {
      LockSupport.unpark(waiter);
    }
  }

  /** Has its thread look whether it should read; false if that is the calling one. */
  boolean wakeOther() {
    wake();
    return waiter != Thread.currentThread();
  }

  void startWaiting() {
    waiting = true;
  }

  void stopWaiting() {
    waiting = false;
  }

  /** Whether its thread would read if it was woken. */
  boolean isWaiting() {
    return waiting;
  }

  boolean isEnded() {
    return ended;
  }

  /**
   * The frame with the reply.
   *
   * @throws IOException if the connection was lost before it came
   */
  byte[] reply() throws IOException {
    byte[] frame = reply;
    if (frame == null) {
      throw new IOException(lost == null ? "no reply" : lost.getMessage(), lost);
    }
    return frame;
  }
}
