package io.multiprocessing.shared;

import io.multiprocessing.shared.SharedMemory.Tracking;
import io.multiprocessing.sync.InterProcessLock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes everything that lies in shared memory and isn't for synchronization or messages. What is made here directly has
 * a reentrant lock of its own; {@link #raw()} makes what has none, and {@link #lockedBy} what has yours:
 *
 * <pre>{@code
 * SharedObjects shared = Multiprocessing.get().shared();
 * SharedInt n = shared.intValue(7);                          // Value('i', 7)
 * SharedDouble x = shared.raw().doubleValue(1.0 / 3);        // Value('d', 1.0 / 3, lock=False)
 * SharedByteArray s = shared.lockedBy(lock).byteArray(11);   // Array('c', 11, lock=lock)
 * }</pre>
 */
public interface SharedObjects extends SharedValues {

  /** Makes objects that take no lock. Python: {@code lock=False}, {@code RawValue}, {@code RawArray}. */
  SharedValues raw();

  /**
   * Makes objects that take this lock; closing them doesn't close it. Python: {@code lock=lock}.
   *
   * @param lock of either kind; with one that isn't reentrant, a thread that holds it reaches the data through {@code
   *     raw()}
   */
  SharedValues lockedBy(InterProcessLock lock);

  /** A tracked block of memory with a name that nobody has. Python: {@code SharedMemory(create=True, size=size)}. */
  default SharedMemory createMemory(long size) {
    return createMemory(size, Tracking.TRACKED);
  }

  /**
   * A block of zeros with a name that nobody has.
   *
   * @throws IllegalArgumentException if {@code size} is less than 1
   * @throws io.multiprocessing.api.SharedObjectException if there is not enough memory
   */
  SharedMemory createMemory(long size, Tracking tracking);

  /** A tracked block of memory with a name of yours. Python: {@code SharedMemory(name, create=True, size=size)}. */
  default SharedMemory createMemory(String name, long size) {
    return createMemory(name, size, Tracking.TRACKED);
  }

  /**
   * A block of zeros with a name of yours. The name is that of a file: no slashes, at most {@value #MAX_NAME_BYTES}
   * bytes.
   *
   * @throws IllegalArgumentException if {@code size} is less than 1, or the name can't be one
   * @throws io.multiprocessing.api.SharedObjectException if the name is taken, or there is not enough memory
   */
  SharedMemory createMemory(String name, long size, Tracking tracking);

  /** How long a name of a block of memory may be in UTF-8. */
  int MAX_NAME_BYTES = 190;

  /**
   * A block of memory that somebody has made. Python: {@code SharedMemory(name, track=False)}.
   *
   * @throws IllegalArgumentException if the name can't be one
   * @throws io.multiprocessing.api.SharedObjectException if there is none, or it belongs to another user
   */
  SharedMemory attachMemory(String name);

  /**
   * As {@link #attachMemory(String)}, if it has as many bytes as expected.
   *
   * @throws io.multiprocessing.api.SharedObjectException also if it has another size
   */
  SharedMemory attachMemory(String name, long expectedSize);

  /**
   * A list in a tracked block of memory with a name that nobody has. Python: {@code ShareableList(sequence)}.
   *
   * @throws IllegalArgumentException if an element is of a type that it can't hold, or has more than 9,999,991 bytes
   * @throws io.multiprocessing.api.SharedObjectException if there is not enough memory
   */
  ShareableList list(List<? extends @Nullable Object> elements);

  /**
   * As {@link #list(List)}, with a name as for {@link #createMemory(String, long)}. Python: {@code
   * ShareableList(sequence, name=name)}.
   */
  ShareableList list(String name, List<? extends @Nullable Object> elements);

  /**
   * A list that somebody has made, here or in CPython. Python: {@code ShareableList(name=name)}.
   *
   * @throws io.multiprocessing.api.SharedObjectException if there is none, it belongs to another user, or it isn't a
   *     list
   */
  ShareableList attachList(String name);
}
