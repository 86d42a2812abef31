package io.multiprocessing.internal.shared;

import static io.multiprocessing.internal.shared.DataDescriptor.DATA_OFFSET;

import io.multiprocessing.shared.SharedFloat;
import java.io.Serial;

final class FloatCell extends Cell<SharedFloat> implements SharedFloat {

  @Serial private static final long serialVersionUID = 1L;

  private static final int SHIFT = 2;

  FloatCell(Body body, Guard guard) {
    super(body, guard);
  }

  @Override
  SharedFloat view(Body other, Guard otherGuard) {
    return new FloatCell(other, otherGuard);
  }

  @Override
  public float get() {
    return Float.intBitsToFloat((int) load(DATA_OFFSET, SHIFT));
  }

  @Override
  public void set(float value) {
    store(DATA_OFFSET, SHIFT, Float.floatToRawIntBits(value));
  }
}
