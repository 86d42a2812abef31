package io.multiprocessing.internal.shared;

import io.multiprocessing.shared.SharedIntArray;
import java.io.Serial;
import java.nio.MappedByteBuffer;
import java.util.function.IntUnaryOperator;

final class IntCells extends Cells<SharedIntArray> implements SharedIntArray {

  @Serial private static final long serialVersionUID = 1L;

  private static final int SHIFT = 2;

  IntCells(Body body, Guard guard) {
    super(body, guard);
  }

  @Override
  SharedIntArray view(Body other, Guard otherGuard) {
    return new IntCells(other, otherGuard);
  }

  @Override
  public int get(int index) {
    return (int) load(at(index, SHIFT), SHIFT);
  }

  @Override
  public void set(int index, int value) {
    store(at(index, SHIFT), SHIFT, value);
  }

  @Override
  public int[] toArray(int from, int to) {
    int[] copy = new int[count(from, to)];
    access(from, copy.length, part -> part.asIntBuffer().get(copy));
    return copy;
  }

  @Override
  public void setAll(int from, int... values) {
    access(from, values.length, part -> part.asIntBuffer().put(values));
  }

  @Override
  public int getAndAdd(int index, int delta) {
    return (int) INT.getAndAdd(body.memory(), at(index, SHIFT), delta);
  }

  @Override
  public int getAndSet(int index, int value) {
    return (int) INT.getAndSet(body.memory(), at(index, SHIFT), value);
  }

  @Override
  public boolean compareAndSet(int index, int expected, int value) {
    return INT.compareAndSet(body.memory(), at(index, SHIFT), expected, value);
  }

  @Override
  public int getAndUpdate(int index, IntUnaryOperator function) {
    int offset = at(index, SHIFT);
    while (true) {
      MappedByteBuffer memory = body.memory();
      int value = (int) INT.getVolatile(memory, offset);
      if (INT.compareAndSet(memory, offset, value, function.applyAsInt(value))) {
        return value;
      }
    }
  }

  @Override
  public int updateAndGet(int index, IntUnaryOperator function) {
    int offset = at(index, SHIFT);
    while (true) {
      MappedByteBuffer memory = body.memory();
      int value = (int) INT.getVolatile(memory, offset);
      int updated = function.applyAsInt(value);
      if (INT.compareAndSet(memory, offset, value, updated)) {
        return updated;
      }
    }
  }
}
