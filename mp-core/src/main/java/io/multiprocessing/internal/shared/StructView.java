package io.multiprocessing.internal.shared;

import com.sun.jna.Structure;
import io.multiprocessing.shared.SharedData;
import io.multiprocessing.sync.InterProcessLock;
import java.io.Serial;
import java.util.Objects;
import java.util.function.Consumer;

/** What one structure and an array of them have in common. */
abstract class StructView<T extends Structure, S extends SharedData<S>> extends DataView<S> {

  @Serial private static final long serialVersionUID = 1L;

  final transient StructType<T> type;

  StructView(Body body, Guard guard, StructType<T> type) {
    super(body, guard);
    this.type = type;
  }

  final T getAt(int index) {
    byte[] content = new byte[type.length()];
    access(index, 1, bytes -> bytes.get(content));
    return type.decode(content); // after the lock was given back
  }

  final void setAt(int index, T value) {
    type.requireSame(Objects.requireNonNull(value, "value"));
    byte[] content = type.encode(value);
    access(index, 1, bytes -> bytes.put(content));
  }

  final void updateAt(int index, Consumer<? super T> change) {
    Objects.requireNonNull(change, "change");
    byte[] content = new byte[type.length()];
    access(
        index,
        1,
        bytes -> {
          bytes.get(0, content);
          T structure = type.decode(content);
          change.accept(structure);
          bytes.put(0, type.encode(structure));
        });
  }

  /** Has an operation run under the lock if there is one. */
  final void guarded(Runnable operation) {
    InterProcessLock held = enter();
    try {
      operation.run();
    } finally {
      leave(held);
    }
  }

  @Override
  final Object handle(Guard guard) {
    return new StructHandle(body.send(), guard, type.type(), this instanceof StructCells);
  }
}
