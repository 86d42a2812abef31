package io.multiprocessing.internal.shared;

import static io.multiprocessing.internal.shared.DataDescriptor.DATA_OFFSET;

import io.multiprocessing.shared.SharedLong;
import java.io.Serial;
import java.nio.MappedByteBuffer;
import java.util.function.LongUnaryOperator;

final class LongCell extends Cell<SharedLong> implements SharedLong {

  @Serial private static final long serialVersionUID = 1L;

  private static final int SHIFT = 3;

  LongCell(Body body, Guard guard) {
    super(body, guard);
  }

  @Override
  SharedLong view(Body other, Guard otherGuard) {
    return new LongCell(other, otherGuard);
  }

  @Override
  public long get() {
    return load(DATA_OFFSET, SHIFT);
  }

  @Override
  public void set(long value) {
    store(DATA_OFFSET, SHIFT, value);
  }

  @Override
  public long getAndAdd(long delta) {
    return (long) LONG.getAndAdd(body.memory(), DATA_OFFSET, delta);
  }

  @Override
  public long getAndSet(long value) {
    return (long) LONG.getAndSet(body.memory(), DATA_OFFSET, value);
  }

  @Override
  public boolean compareAndSet(long expected, long value) {
    return LONG.compareAndSet(body.memory(), DATA_OFFSET, expected, value);
  }

  @Override
  public long getAndUpdate(LongUnaryOperator function) {
    while (true) {
      MappedByteBuffer memory = body.memory();
      long value = (long) LONG.getVolatile(memory, DATA_OFFSET);
      if (LONG.compareAndSet(memory, DATA_OFFSET, value, function.applyAsLong(value))) {
        return value;
      }
    }
  }

  @Override
  public long updateAndGet(LongUnaryOperator function) {
    while (true) {
      MappedByteBuffer memory = body.memory();
      long value = (long) LONG.getVolatile(memory, DATA_OFFSET);
      long updated = function.applyAsLong(value);
      if (LONG.compareAndSet(memory, DATA_OFFSET, value, updated)) {
        return updated;
      }
    }
  }
}
