package io.multiprocessing.internal.shared;

import io.multiprocessing.shared.SharedDoubleArray;
import java.io.Serial;

final class DoubleCells extends Cells<SharedDoubleArray> implements SharedDoubleArray {

  @Serial private static final long serialVersionUID = 1L;

  private static final int SHIFT = 3;

  DoubleCells(Body body, Guard guard) {
    super(body, guard);
  }

  @Override
  SharedDoubleArray view(Body other, Guard otherGuard) {
    return new DoubleCells(other, otherGuard);
  }

  @Override
  public double get(int index) {
    return Double.longBitsToDouble(load(at(index, SHIFT), SHIFT));
  }

  @Override
  public void set(int index, double value) {
    store(at(index, SHIFT), SHIFT, Double.doubleToRawLongBits(value));
  }

  @Override
  public double[] toArray(int from, int to) {
    double[] copy = new double[count(from, to)];
    access(from, copy.length, part -> part.asDoubleBuffer().get(copy));
    return copy;
  }

  @Override
  public void setAll(int from, double... values) {
    access(from, values.length, part -> part.asDoubleBuffer().put(values));
  }
}
