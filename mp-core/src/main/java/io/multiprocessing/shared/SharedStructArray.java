package io.multiprocessing.shared;

import com.sun.jna.Structure;
import java.util.List;
import java.util.function.Consumer;

/**
 * An array of C structures in shared memory, of fixed length; see {@link SharedStruct} for what they may hold. Indices
 * count from zero; one outside throws {@link IndexOutOfBoundsException}. Python: {@code Array(MyStruct, ...)}.
 *
 * @param <T> the structure's class
 */
public interface SharedStructArray<T extends Structure> extends SharedData<SharedStructArray<T>> {

  /** How many structures it has. Takes no lock. */
  int length();

  /** A copy of one, taken under the lock if there is one. */
  T get(int index);

  /** Replaces the content of one by that of {@code value}'s fields, under the lock if there is one. */
  void set(int index, T value);

  /** Does what {@link SharedStruct#update} does with one. */
  void update(int index, Consumer<? super T> change);

  /**
   * Does {@link #update} with each in turn, all under one hold of the lock. If {@code change} throws, those before stay
   * changed.
   */
  void updateAll(Consumer<? super T> change);

  /** Copies of all, taken under one hold of the lock. */
  List<T> toList();
}
