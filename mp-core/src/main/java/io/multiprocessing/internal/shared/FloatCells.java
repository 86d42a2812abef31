package io.multiprocessing.internal.shared;

import io.multiprocessing.shared.SharedFloatArray;
import java.io.Serial;

final class FloatCells extends Cells<SharedFloatArray> implements SharedFloatArray {

  @Serial private static final long serialVersionUID = 1L;

  private static final int SHIFT = 2;

  FloatCells(Body body, Guard guard) {
    super(body, guard);
  }

  @Override
  SharedFloatArray view(Body other, Guard otherGuard) {
    return new FloatCells(other, otherGuard);
  }

  @Override
  public float get(int index) {
    return Float.intBitsToFloat((int) load(at(index, SHIFT), SHIFT));
  }

  @Override
  public void set(int index, float value) {
    store(at(index, SHIFT), SHIFT, Float.floatToRawIntBits(value));
  }

  @Override
  public float[] toArray(int from, int to) {
    float[] copy = new float[count(from, to)];
    access(from, copy.length, part -> part.asFloatBuffer().get(copy));
    return copy;
  }

  @Override
  public void setAll(int from, float... values) {
    access(from, values.length, part -> part.asFloatBuffer().put(values));
  }
}
