package io.multiprocessing.internal.shared;

import static io.multiprocessing.internal.shared.DataDescriptor.DATA_OFFSET;

import io.multiprocessing.shared.SharedShort;
import java.io.Serial;

final class ShortCell extends Cell<SharedShort> implements SharedShort {

  @Serial private static final long serialVersionUID = 1L;

  private static final int SHIFT = 1;

  ShortCell(Body body, Guard guard) {
    super(body, guard);
  }

  @Override
  SharedShort view(Body other, Guard otherGuard) {
    return new ShortCell(other, otherGuard);
  }

  @Override
  public short get() {
    return (short) load(DATA_OFFSET, SHIFT);
  }

  @Override
  public void set(short value) {
    store(DATA_OFFSET, SHIFT, value);
  }
}
