package io.multiprocessing.internal.shared;

import static io.multiprocessing.internal.shared.DataDescriptor.DATA_OFFSET;

import io.multiprocessing.shared.SharedByte;
import java.io.Serial;

final class ByteCell extends Cell<SharedByte> implements SharedByte {

  @Serial private static final long serialVersionUID = 1L;

  private static final int SHIFT = 0;

  ByteCell(Body body, Guard guard) {
    super(body, guard);
  }

  @Override
  SharedByte view(Body other, Guard otherGuard) {
    return new ByteCell(other, otherGuard);
  }

  @Override
  public byte get() {
    return (byte) load(DATA_OFFSET, SHIFT);
  }

  @Override
  public void set(byte value) {
    store(DATA_OFFSET, SHIFT, value);
  }
}
