package io.multiprocessing.internal.shared;

import com.sun.jna.Structure;
import io.multiprocessing.shared.SharedStruct;
import java.io.Serial;
import java.util.function.Consumer;

final class StructCell<T extends Structure> extends StructView<T, SharedStruct<T>> implements SharedStruct<T> {

  @Serial private static final long serialVersionUID = 1L;

  StructCell(Body body, Guard guard, StructType<T> type) {
    super(body, guard, type);
  }

  @Override
  SharedStruct<T> view(Body other, Guard otherGuard) {
    return new StructCell<>(other, otherGuard, type);
  }

  @Override
  public T get() {
    return getAt(0);
  }

  @Override
  public void set(T value) {
    setAt(0, value);
  }

  @Override
  public void update(Consumer<? super T> change) {
    updateAt(0, change);
  }
}
