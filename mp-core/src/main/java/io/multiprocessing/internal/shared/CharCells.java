package io.multiprocessing.internal.shared;

import io.multiprocessing.shared.SharedCharArray;
import java.io.Serial;
import java.nio.CharBuffer;
import java.util.Objects;

final class CharCells extends Cells<SharedCharArray> implements SharedCharArray {

  @Serial private static final long serialVersionUID = 1L;

  private static final int SHIFT = 1;

  CharCells(Body body, Guard guard) {
    super(body, guard);
  }

  @Override
  SharedCharArray view(Body other, Guard otherGuard) {
    return new CharCells(other, otherGuard);
  }

  @Override
  public char get(int index) {
    return (char) load(at(index, SHIFT), SHIFT);
  }

  @Override
  public void set(int index, char value) {
    store(at(index, SHIFT), SHIFT, value);
  }

  @Override
  public char[] toArray(int from, int to) {
    char[] copy = new char[count(from, to)];
    access(from, copy.length, part -> part.asCharBuffer().get(copy));
    return copy;
  }

  @Override
  public void setAll(int from, char... values) {
    access(from, values.length, part -> part.asCharBuffer().put(values));
  }

  @Override
  public String getString() {
    StringBuilder text = new StringBuilder();
    access(0, body.length(), part -> appendUpToZero(part.asCharBuffer(), text));
    return text.toString();
  }

  private static void appendUpToZero(CharBuffer units, StringBuilder text) {
    while (units.hasRemaining()) {
      char unit = units.get();
      if (unit == 0) {
        return;
      }
      text.append(unit);
    }
  }

  @Override
  public void setString(String text) {
    int units = Objects.requireNonNull(text, "text").length();
    if (units > body.length()) {
      throw new IllegalArgumentException(
          "a text must fit into its array: units=" + units + ", length=" + body.length());
    }
    String terminated = units < body.length() ? text + '\0' : text;
    access(0, terminated.length(), part -> part.asCharBuffer().put(terminated));
  }
}
