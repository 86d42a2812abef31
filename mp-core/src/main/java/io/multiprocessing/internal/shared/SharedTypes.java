package io.multiprocessing.internal.shared;

import io.multiprocessing.shared.ShareableList;
import io.multiprocessing.shared.SharedMemory;
import io.multiprocessing.shared.SharedMemory.Tracking;
import io.multiprocessing.shared.SharedObjects;
import io.multiprocessing.shared.SharedValues;
import io.multiprocessing.sync.InterProcessLock;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes everything of this package. Stateless. */
public final class SharedTypes extends ValueFactory implements SharedObjects {

  private static final SharedTypes INSTANCE = new SharedTypes();

  private final SharedValues raw = new ValueFactory(Guard.RAW);

  private SharedTypes() {
    super(Guard.OWN);
  }

  public static SharedObjects get() {
    return INSTANCE;
  }

  @Override
  public SharedValues raw() {
    return raw;
  }

  @Override
  public SharedValues lockedBy(InterProcessLock lock) {
    return new ValueFactory(Guard.with(Objects.requireNonNull(lock, "lock")));
  }

  @Override
  public SharedMemory createMemory(long size, Tracking tracking) {
    return MemoryBlock.create(null, size, tracking);
  }

  @Override
  public SharedMemory createMemory(String name, long size, Tracking tracking) {
    return MemoryBlock.create(Objects.requireNonNull(name, "name"), size, tracking);
  }

  @Override
  public SharedMemory attachMemory(String name) {
    return MemoryBlock.attach(name);
  }

  @Override
  public SharedMemory attachMemory(String name, long expectedSize) {
    return MemoryBlock.attach(name, expectedSize);
  }

  @Override
  public ShareableList list(List<? extends @Nullable Object> elements) {
    return PackedList.create(null, elements);
  }

  @Override
  public ShareableList list(String name, List<? extends @Nullable Object> elements) {
    return PackedList.create(Objects.requireNonNull(name, "name"), elements);
  }

  @Override
  public ShareableList attachList(String name) {
    return PackedList.attach(name);
  }
}
