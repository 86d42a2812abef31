package io.multiprocessing.internal.shared;

import static io.multiprocessing.internal.shared.DataDescriptor.DATA_OFFSET;

import io.multiprocessing.shared.SharedInt;
import java.io.Serial;
import java.nio.MappedByteBuffer;
import java.util.function.IntUnaryOperator;

final class IntCell extends Cell<SharedInt> implements SharedInt {

  @Serial private static final long serialVersionUID = 1L;

  private static final int SHIFT = 2;

  IntCell(Body body, Guard guard) {
    super(body, guard);
  }

  @Override
  SharedInt view(Body other, Guard otherGuard) {
    return new IntCell(other, otherGuard);
  }

  @Override
  public int get() {
    return (int) load(DATA_OFFSET, SHIFT);
  }

  @Override
  public void set(int value) {
    store(DATA_OFFSET, SHIFT, value);
  }

  @Override
  public int getAndAdd(int delta) {
    return (int) INT.getAndAdd(body.memory(), DATA_OFFSET, delta);
  }

  @Override
  public int getAndSet(int value) {
    return (int) INT.getAndSet(body.memory(), DATA_OFFSET, value);
  }

  @Override
  public boolean compareAndSet(int expected, int value) {
    return INT.compareAndSet(body.memory(), DATA_OFFSET, expected, value);
  }

  @Override
  public int getAndUpdate(IntUnaryOperator function) {
    while (true) {
      MappedByteBuffer memory = body.memory();
      int value = (int) INT.getVolatile(memory, DATA_OFFSET);
      if (INT.compareAndSet(memory, DATA_OFFSET, value, function.applyAsInt(value))) {
        return value;
      }
    }
  }

  @Override
  public int updateAndGet(IntUnaryOperator function) {
    while (true) {
      MappedByteBuffer memory = body.memory();
      int value = (int) INT.getVolatile(memory, DATA_OFFSET);
      int updated = function.applyAsInt(value);
      if (INT.compareAndSet(memory, DATA_OFFSET, value, updated)) {
        return updated;
      }
    }
  }
}
