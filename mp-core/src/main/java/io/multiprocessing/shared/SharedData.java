package io.multiprocessing.shared;

import io.multiprocessing.sync.InterProcessLock;
import io.multiprocessing.sync.InterProcessObject;

/**
 * Plain data in shared memory, with or without a lock around each access. Made by {@code
 * Multiprocessing.get().shared()}.
 *
 * <p><b>Locked and raw.</b> By default each {@code get} and {@code set}, and each operation on the whole, takes the
 * object's lock and gives it back. What is made of several of them isn't atomic by that; take the lock around it:
 *
 * <pre>{@code
 * counter.lock().lock();
 * try {
 *   counter.set(counter.get() + 1);
 * } finally {
 *   counter.lock().unlock();
 * }
 * }</pre>
 *
 * <p>A raw object takes no lock. Single elements are read and written whole all the same, with the effect of a volatile
 * variable between threads and between processes; whole arrays and structures may be seen half written.
 *
 * <p><b>Lock-free operations</b> of some types, {@code getAndAdd} and the like, are atomic among themselves and with
 * single {@code get} and {@code set}. They don't look at the lock, so they don't wait for somebody who holds it.
 *
 * <p><b>Waiting.</b> A locked access blocks while another holds the lock; an interrupt doesn't end that. A raw one
 * never blocks.
 *
 * <p><b>Death of a process.</b> The data stays as it was at that instant; a single element is never torn. If the
 * process held the lock, the next locked access throws {@link io.multiprocessing.sync.OwnerDiedException} within 100
 * ms, and does nothing; the lock is free then, and the access after it works. Whoever can mend the data catches it.
 *
 * <p>Safe for use by several threads, as a raw object only in the sense above. Python: what {@code Value}, {@code
 * Array}, {@code RawValue} and {@code RawArray} return.
 *
 * @param <S> the type of the object itself
 */
public interface SharedData<S extends SharedData<S>> extends InterProcessObject {

  /**
   * The lock that each access takes; doesn't lock it. It is reentrant, unless the object was made with one that isn't:
   * then a thread that holds it reaches the data through {@link #raw()}. One that was not given lies in the object's
   * own memory, and is closed and unlinked with it: each call returns a view of its own, whose {@code close()} ends
   * that view only and whose {@code unlink()} does nothing. Python: {@code get_lock()}.
   *
   * @throws IllegalStateException if the object is raw
   */
  InterProcessLock lock();

  /** Whether accesses take no lock. */
  boolean isRaw();

  /** The same memory without a lock. Closing one closes both. Python: {@code get_obj()}. */
  S raw();

  /**
   * The same memory with the reentrant lock that every shared object brings along, whether it is used or not. Closing
   * one closes both. Python: {@code synchronized(obj)}.
   */
  S locked();

  /**
   * The same memory with this lock. Closing one closes both, but not the lock. Python: {@code synchronized(obj, lock)}.
   */
  S synchronizedWith(InterProcessLock lock);

  /**
   * A new raw object with the same content, taken under the lock if there is one. Python: {@code copy(obj)}.
   *
   * @throws io.multiprocessing.api.SharedObjectException if there is no memory for it
   */
  S copy();
}
