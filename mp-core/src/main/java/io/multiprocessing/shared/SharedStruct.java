package io.multiprocessing.shared;

import com.sun.jna.Structure;
import java.util.function.Consumer;

/**
 * A C structure in shared memory, described by a JNA {@link Structure} class. The class is public with a public
 * constructor without arguments. Its fields are numbers, arrays of numbers and structures: a pointer or a text means
 * nothing in another process, and following it there would be a crash, so such fields are refused.
 *
 * <p>Objects of the structure's class are never the shared memory themselves: {@link #get()} returns a copy, and {@link
 * #update} lends one that is written back. If a process dies within {@code update}, the structure may be half written.
 *
 * @param <T> the structure's class
 */
public interface SharedStruct<T extends Structure> extends SharedData<SharedStruct<T>> {

  /** A copy of the content, taken under the lock if there is one. */
  T get();

  /** Replaces the content by that of {@code value}'s fields, under the lock if there is one. */
  void set(T value);

  /**
   * Reads the structure, has {@code change} change its fields, and writes them back, all under the lock if there is
   * one. If {@code change} throws, nothing is written. The structure is lent for the call only: later updates use it
   * again.
   */
  void update(Consumer<? super T> change);
}
