package io.multiprocessing.internal.shared;

import io.multiprocessing.shared.SharedByteArray;
import java.io.Serial;
import java.util.Arrays;
import java.util.Objects;

final class ByteCells extends Cells<SharedByteArray> implements SharedByteArray {

  @Serial private static final long serialVersionUID = 1L;

  private static final int SHIFT = 0;

  ByteCells(Body body, Guard guard) {
    super(body, guard);
  }

  @Override
  SharedByteArray view(Body other, Guard otherGuard) {
    return new ByteCells(other, otherGuard);
  }

  @Override
  public byte get(int index) {
    return (byte) load(at(index, SHIFT), SHIFT);
  }

  @Override
  public void set(int index, byte value) {
    store(at(index, SHIFT), SHIFT, value);
  }

  @Override
  public byte[] toArray(int from, int to) {
    byte[] copy = new byte[count(from, to)];
    access(from, copy.length, part -> part.get(copy));
    return copy;
  }

  @Override
  public void setAll(int from, byte... values) {
    access(from, values.length, part -> part.put(values));
  }

  @Override
  public byte[] getValue() {
    byte[] all = toArray();
    int end = 0;
    while (end < all.length && all[end] != 0) {
      end++;
    }
    return Arrays.copyOf(all, end);
  }

  @Override
  public void setValue(byte[] value) {
    requireRoom(Objects.requireNonNull(value, "value").length);
    byte[] terminated = Arrays.copyOf(value, Math.min(value.length + 1, body.length()));
    access(0, terminated.length, part -> part.put(terminated));
  }

  @Override
  public void setRaw(byte[] value) {
    requireRoom(Objects.requireNonNull(value, "value").length);
    access(0, value.length, part -> part.put(value));
  }

  private void requireRoom(int count) {
    if (count > body.length()) {
      throw new IllegalArgumentException(
          "a byte string must fit into its array: bytes=" + count + ", length=" + body.length());
    }
  }
}
