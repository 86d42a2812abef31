package io.multiprocessing.internal.shared;

import io.multiprocessing.shared.SharedLongArray;
import java.io.Serial;
import java.nio.MappedByteBuffer;
import java.util.function.LongUnaryOperator;

final class LongCells extends Cells<SharedLongArray> implements SharedLongArray {

  @Serial private static final long serialVersionUID = 1L;

  private static final int SHIFT = 3;

  LongCells(Body body, Guard guard) {
    super(body, guard);
  }

  @Override
  SharedLongArray view(Body other, Guard otherGuard) {
    return new LongCells(other, otherGuard);
  }

  @Override
  public long get(int index) {
    return load(at(index, SHIFT), SHIFT);
  }

  @Override
  public void set(int index, long value) {
    store(at(index, SHIFT), SHIFT, value);
  }

  @Override
  public long[] toArray(int from, int to) {
    long[] copy = new long[count(from, to)];
    access(from, copy.length, part -> part.asLongBuffer().get(copy));
    return copy;
  }

  @Override
  public void setAll(int from, long... values) {
    access(from, values.length, part -> part.asLongBuffer().put(values));
  }

  @Override
  public long getAndAdd(int index, long delta) {
    return (long) LONG.getAndAdd(body.memory(), at(index, SHIFT), delta);
  }

  @Override
  public long getAndSet(int index, long value) {
    return (long) LONG.getAndSet(body.memory(), at(index, SHIFT), value);
  }

  @Override
  public boolean compareAndSet(int index, long expected, long value) {
    return LONG.compareAndSet(body.memory(), at(index, SHIFT), expected, value);
  }

  @Override
  public long getAndUpdate(int index, LongUnaryOperator function) {
    int offset = at(index, SHIFT);
    while (true) {
      MappedByteBuffer memory = body.memory();
      long value = (long) LONG.getVolatile(memory, offset);
      if (LONG.compareAndSet(memory, offset, value, function.applyAsLong(value))) {
        return value;
      }
    }
  }

  @Override
  public long updateAndGet(int index, LongUnaryOperator function) {
    int offset = at(index, SHIFT);
    while (true) {
      MappedByteBuffer memory = body.memory();
      long value = (long) LONG.getVolatile(memory, offset);
      long updated = function.applyAsLong(value);
      if (LONG.compareAndSet(memory, offset, value, updated)) {
        return updated;
      }
    }
  }
}
