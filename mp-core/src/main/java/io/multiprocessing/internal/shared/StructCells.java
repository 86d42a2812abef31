package io.multiprocessing.internal.shared;

import com.sun.jna.Structure;
import io.multiprocessing.shared.SharedStructArray;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

final class StructCells<T extends Structure> extends StructView<T, SharedStructArray<T>>
    implements SharedStructArray<T> {

  @Serial private static final long serialVersionUID = 1L;

  StructCells(Body body, Guard guard, StructType<T> type) {
    super(body, guard, type);
  }

  @Override
  SharedStructArray<T> view(Body other, Guard otherGuard) {
    return new StructCells<>(other, otherGuard, type);
  }

  @Override
  public int length() {
    body.memory();
    return body.length();
  }

  @Override
  public T get(int index) {
    return getAt(index);
  }

  @Override
  public void set(int index, T value) {
    setAt(index, value);
  }

  @Override
  public void update(int index, Consumer<? super T> change) {
    updateAt(index, change);
  }

  /** Through raw views: the lock is held already, and needn't be reentrant. */
  @Override
  public void updateAll(Consumer<? super T> change) {
    SharedStructArray<T> elements = raw();
    guarded(
        () -> {
          for (int i = 0; i < body.length(); i++) {
            elements.update(i, change);
          }
        });
  }

  @Override
  public List<T> toList() {
    SharedStructArray<T> elements = raw();
    List<T> copies = new ArrayList<>(body.length());
    guarded(
        () -> {
          for (int i = 0; i < body.length(); i++) {
            copies.add(elements.get(i));
          }
        });
    return copies;
  }
}
