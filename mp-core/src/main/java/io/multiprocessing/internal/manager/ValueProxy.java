package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.ManagedValue;
import java.io.Serial;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A proxy of a variable. */
final class ValueProxy<T extends @Nullable Object> extends BaseProxy implements ManagedValue<T> {

  @Serial private static final long serialVersionUID = 1L;

  ValueProxy(Handle handle, Link link) {
    super(handle, link);
  }

  @Override
  public T get() {
    return this.<T>invoke("get");
  }

  @Override
  public void set(T value) {
    invoke("set", value);
  }

  @Override
  public boolean compareAndSet(T expected, T value) {
    return this.<Boolean>invoke("compareAndSet", expected, value);
  }

  @Override
  @SuppressWarnings("unchecked")
  public T update(UnaryOperator<T> function) {
    Objects.requireNonNull(function, "function");
    while (true) {
      MapReferent.Cell cell = this.<MapReferent.Cell>invoke("#read");
      T next = function.apply((T) cell.value());
      if (this.<Boolean>invoke("#change", cell.number(), next)) {
        return next;
      }
    }
  }
}
