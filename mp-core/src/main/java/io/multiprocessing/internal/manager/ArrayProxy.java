package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.ManagedArray;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A proxy of an array. */
final class ArrayProxy<T extends @Nullable Object> extends BaseProxy implements ManagedArray<T> {

  @Serial private static final long serialVersionUID = 1L;

  ArrayProxy(Handle handle, Link link) {
    super(handle, link);
  }

  @Override
  public int length() {
    return this.<Integer>invoke("length");
  }

  @Override
  public T get(int index) {
    return this.<T>invoke("get", index);
  }

  @Override
  public void set(int index, T value) {
    invoke("set", index, value);
  }

  @Override
  public List<T> slice(int from, int to) {
    return this.<List<T>>invoke("slice", from, to);
  }

  @Override
  public void setAll(int from, List<? extends T> values) {
    invoke("setAll", from, new ArrayList<>(values));
  }
}
