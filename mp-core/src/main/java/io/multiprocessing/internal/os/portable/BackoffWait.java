package io.multiprocessing.internal.os.portable;

import io.multiprocessing.internal.os.Backoff;
import io.multiprocessing.internal.os.WordWait;
import java.nio.MappedByteBuffer;

/** Sleeps by looking again and again, in growing pauses: {@link Backoff}. */
public final class BackoffWait implements WordWait {

  @Override
  public void await(MappedByteBuffer memory, int offset, int expected, long nanos) {
    Backoff.await(memory, offset, expected, nanos);
  }

  /** Does nothing: sleepers look for themselves. */
  @Override
  public void wake(MappedByteBuffer memory, int offset, int count) {}

  @Override
  public String toString() {
    return "portable";
  }
}
