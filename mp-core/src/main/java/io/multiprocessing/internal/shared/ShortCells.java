package io.multiprocessing.internal.shared;

import io.multiprocessing.shared.SharedShortArray;
import java.io.Serial;

final class ShortCells extends Cells<SharedShortArray> implements SharedShortArray {

  @Serial private static final long serialVersionUID = 1L;

  private static final int SHIFT = 1;

  ShortCells(Body body, Guard guard) {
    super(body, guard);
  }

  @Override
  SharedShortArray view(Body other, Guard otherGuard) {
    return new ShortCells(other, otherGuard);
  }

  @Override
  public short get(int index) {
    return (short) load(at(index, SHIFT), SHIFT);
  }

  @Override
  public void set(int index, short value) {
    store(at(index, SHIFT), SHIFT, value);
  }

  @Override
  public short[] toArray(int from, int to) {
    short[] copy = new short[count(from, to)];
    access(from, copy.length, part -> part.asShortBuffer().get(copy));
    return copy;
  }

  @Override
  public void setAll(int from, short... values) {
    access(from, values.length, part -> part.asShortBuffer().put(values));
  }
}
