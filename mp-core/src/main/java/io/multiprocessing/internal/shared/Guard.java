package io.multiprocessing.internal.shared;

import io.multiprocessing.sync.InterProcessLock;
import java.io.Serial;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Which lock a view takes around its accesses.
 *
 * @param own whether it is the one in the object's own memory
 * @param given another lock; null for the own one, or none
 */
record Guard(boolean own, @Nullable InterProcessLock given) implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  static final Guard RAW = new Guard(false, null);
  static final Guard OWN = new Guard(true, null);

  static Guard with(InterProcessLock lock) {
    return new Guard(false, lock);
  }

  @Nullable InterProcessLock lockOf(Body body) {
    return own ? body.ownLock() : given;
  }
}
