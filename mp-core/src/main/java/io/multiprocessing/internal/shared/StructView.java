package io.multiprocessing.internal.shared;

import com.sun.jna.Structure;
import io.multiprocessing.shared.SharedData;
import io.multiprocessing.sync.InterProcessLock;
import java.io.Serial;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What one structure and an array of them have in common. */
abstract class StructView<T extends Structure, S extends SharedData<S>> extends DataView<S> {

  @Serial private static final long serialVersionUID = 1L;

  final transient StructType<T> type;
  private final transient AtomicReference<@Nullable T> idle = new AtomicReference<>(); // making one takes JNA a while

  StructView(Body body, Guard guard, StructType<T> type) {
    super(body, guard);
    this.type = type;
  }

  final T getAt(int index) {
    byte[] content = new byte[type.length()];
    access(index, 1, bytes -> bytes.get(content));
    T copy = type.newInstance(); // after the lock was given back
    type.decode(content, copy);
    return copy;
  }

  final void setAt(int index, T value) {
    type.requireSame(Objects.requireNonNull(value, "value"));
    byte[] content = type.encode(value);
    access(index, 1, bytes -> bytes.put(content));
  }

  final void updateAt(int index, Consumer<? super T> change) {
    Objects.requireNonNull(change, "change");
    byte[] content = new byte[type.length()];
    T lent = idle.getAndSet(null); // another thread, or an update in an update, may have it
    T structure = lent == null ? type.newInstance() : lent;
    try {
      access(
          index,
          1,
          bytes -> {
            bytes.get(0, content);
            type.decode(content, structure);
            change.accept(structure);
            bytes.put(0, type.encode(structure));
          });
    } finally {
      idle.set(structure);
    }
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
