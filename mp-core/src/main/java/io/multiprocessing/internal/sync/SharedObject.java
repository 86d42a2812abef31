package io.multiprocessing.internal.sync;

import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.memory.SegmentHandle;
import io.multiprocessing.sync.InterProcessObject;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;

/**
 * One view of a primitive: whether it is closed, and how it travels. What all views of a process share lies beside it.
 */
abstract class SharedObject implements InterProcessObject {

  @Serial private static final long serialVersionUID = 1L;

  private final transient Segment segment;
  private transient volatile boolean closed;

  SharedObject(Segment segment) {
    this.segment = segment;
  }

  /** Before every operation. */
  final void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this view of the shared object is closed: object=" + this);
    }
  }

  /** What is sent of this view; from now on the object's name stays until it is unlinked. */
  final SegmentHandle send() {
    requireOpen();
    return segment.send();
  }

  @Serial
  Object writeReplace() {
    return new SyncHandle(send());
  }

  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a shared object travels as its handle only: class=" + getClass().getName());
  }

  @Override
  public void close() {
    closed = true;
    if (!segment.isData()) { // the lock of a value goes with the value
      segment.release();
    }
  }

  @Override
  public void unlink() {
    if (!segment.isData()) {
      segment.remove();
    }
  }

  @Override
  public final String toString() {
    return segment.toString();
  }
}
