package io.multiprocessing.internal.shared;

import io.multiprocessing.shared.SharedArray;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** Numbers in a row. */
abstract class Cells<S extends SharedArray<S>> extends DataView<S> implements SharedArray<S> {

  @Serial private static final long serialVersionUID = 1L;

  Cells(Body body, Guard guard) {
    super(body, guard);
  }

  @Override
  public final char typecode() {
    return body.typecode().code();
  }

  @Override
  public final int length() {
    body.memory();
    return body.length();
  }

  @Override
  public final Number getNumber(int index) {
    int shift = body.typecode().shift();
    return body.typecode().number(load(at(index, shift), shift));
  }

  @Override
  public final void setNumber(int index, Number value) {
    int shift = body.typecode().shift();
    store(at(index, shift), shift, body.typecode().bits(Objects.requireNonNull(value, "value")));
  }

  @Override
  public final List<Number> toList() {
    List<Number> copy = new ArrayList<>(body.length());
    access(0, body.length(), elements -> addAll(elements, copy));
    return Collections.unmodifiableList(copy);
  }

  private void addAll(ByteBuffer elements, List<Number> copy) {
    Typecode typecode = body.typecode();
    while (elements.hasRemaining()) {
      long bits =
          switch (typecode.shift()) {
            case 0 -> elements.get();
            case 1 -> elements.getShort();
            case 2 -> elements.getInt();
            default -> elements.getLong();
          };
      copy.add(typecode.number(bits));
    }
  }

  /** How many elements a range has. */
  final int count(int from, int to) {
    return to - Objects.checkFromToIndex(from, to, body.length());
  }

  @Override
  final Object handle(Guard guard) {
    return new DataHandle(body.send(), guard);
  }
}
