package io.multiprocessing.internal.shared;

import static io.multiprocessing.internal.shared.DataDescriptor.DATA_OFFSET;

import io.multiprocessing.shared.SharedDouble;
import java.io.Serial;

final class DoubleCell extends Cell<SharedDouble> implements SharedDouble {

  @Serial private static final long serialVersionUID = 1L;

  private static final int SHIFT = 3;

  DoubleCell(Body body, Guard guard) {
    super(body, guard);
  }

  @Override
  SharedDouble view(Body other, Guard otherGuard) {
    return new DoubleCell(other, otherGuard);
  }

  @Override
  public double get() {
    return Double.longBitsToDouble(load(DATA_OFFSET, SHIFT));
  }

  @Override
  public void set(double value) {
    store(DATA_OFFSET, SHIFT, Double.doubleToRawLongBits(value));
  }
}
