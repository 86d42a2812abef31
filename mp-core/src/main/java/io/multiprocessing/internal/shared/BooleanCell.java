package io.multiprocessing.internal.shared;

import static io.multiprocessing.internal.shared.DataDescriptor.DATA_OFFSET;

import io.multiprocessing.shared.SharedBoolean;
import java.io.Serial;

/** A boolean in an int, because bytes have no atomic operations. */
final class BooleanCell extends DataView<SharedBoolean> implements SharedBoolean {

  @Serial private static final long serialVersionUID = 1L;

  private static final int SHIFT = 2;

  BooleanCell(Body body, Guard guard) {
    super(body, guard);
  }

  @Override
  SharedBoolean view(Body other, Guard otherGuard) {
    return new BooleanCell(other, otherGuard);
  }

  @Override
  Object handle(Guard guard) {
    return new DataHandle(body.send(), guard);
  }

  @Override
  public boolean get() {
    return load(DATA_OFFSET, SHIFT) != 0;
  }

  @Override
  public void set(boolean value) {
    store(DATA_OFFSET, SHIFT, bits(value));
  }

  @Override
  public boolean getAndSet(boolean value) {
    return (int) INT.getAndSet(body.memory(), DATA_OFFSET, bits(value)) != 0;
  }

  @Override
  public boolean compareAndSet(boolean expected, boolean value) {
    return INT.compareAndSet(body.memory(), DATA_OFFSET, bits(expected), bits(value));
  }

  private static int bits(boolean value) {
    return value ? 1 : 0;
  }
}
