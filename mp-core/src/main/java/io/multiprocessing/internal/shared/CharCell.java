package io.multiprocessing.internal.shared;

import static io.multiprocessing.internal.shared.DataDescriptor.DATA_OFFSET;

import io.multiprocessing.shared.SharedChar;
import java.io.Serial;

final class CharCell extends Cell<SharedChar> implements SharedChar {

  @Serial private static final long serialVersionUID = 1L;

  private static final int SHIFT = 1;

  CharCell(Body body, Guard guard) {
    super(body, guard);
  }

  @Override
  SharedChar view(Body other, Guard otherGuard) {
    return new CharCell(other, otherGuard);
  }

  @Override
  public char get() {
    return (char) load(DATA_OFFSET, SHIFT);
  }

  @Override
  public void set(char value) {
    store(DATA_OFFSET, SHIFT, value);
  }
}
