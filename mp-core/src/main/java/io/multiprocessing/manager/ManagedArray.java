package io.multiprocessing.manager;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A shared array of fixed length. Python: {@code SyncManager.Array}.
 *
 * @param <T> the elements' type
 */
public interface ManagedArray<T extends @Nullable Object> extends RemoteObject {

  int length();

  /** @throws IndexOutOfBoundsException if there is no such element */
  T get(int index);

  /** @throws IndexOutOfBoundsException if there is no such element */
  void set(int index, T value);

  /** A copy of the elements from {@code from} up to, but not including {@code to}, in one round trip. */
  List<T> slice(int from, int to);

  /** Sets the elements from {@code from} on, as one step. */
  void setAll(int from, List<? extends T> values);
}
