package io.multiprocessing.internal.shared;

import io.multiprocessing.shared.ShareableList;
import io.multiprocessing.shared.SharedMemory;
import io.multiprocessing.shared.SharedMemory.Tracking;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.nio.MappedByteBuffer;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A list in a block of memory. */
final class PackedList extends AbstractList<@Nullable Object> implements ShareableList {

  @Serial private static final long serialVersionUID = 1L;

  private final transient MemoryBlock block;
  private final transient ListLayout layout;

  private PackedList(MemoryBlock block) {
    this.block = block;
    this.layout = new ListLayout(block.whole());
  }

  /**
   * @param name null for a random one
   */
  static PackedList create(@Nullable String name, List<?> elements) {
    List<PackedElement> packed = elements.stream().map(PackedElement::of).toList();
    long size = ListLayout.lengthOf(packed);
    if (size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a ShareableList must have less than 2 GiB: size=" + size + ", elements=" + packed.size());
    }
    return of(MemoryBlock.create(name, size, Tracking.TRACKED, memory -> ListLayout.write(memory, packed)));
  }

  static PackedList attach(String name) {
    return of(MemoryBlock.attach(name));
  }

  static PackedList of(MemoryBlock block) {
    try {
      return new PackedList(block);
    } catch (RuntimeException e) {
      block.close();
      throw e;
    }
  }

  @Override
  public int size() {
    block.whole();
    return layout.size();
  }

  @Override
  public @Nullable Object get(int index) {
    MappedByteBuffer memory = block.whole();
    return layout.read(memory, Objects.checkIndex(index, layout.size()));
  }

  @Override
  public @Nullable Object set(int index, @Nullable Object element) {
    Object former = get(index);
    PackedElement packed = PackedElement.of(element);
    if (packed.length() > layout.room(index)) {
      throw new IllegalArgumentException(
          "a text or bytes must fit where the first element was: index=" + index + ", bytes=" + packed.length()
              + ", room=" + layout.room(index) + "; make the list with a longer one there");
    }
    if (packed.zeros() > 0 && !layout.keepsZeros()) {
      throw new IllegalArgumentException(
          "a list that Python has made can't keep zeros at an element's end: index=" + index + ", zeros="
              + packed.zeros() + "; make the list here");
    }
    layout.write(block.whole(), index, packed);
    return former;
  }

  @Override
  public int indexOf(@Nullable Object value) {
    for (int i = 0; i < size(); i++) {
      if (Objects.deepEquals(get(i), value)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public int lastIndexOf(@Nullable Object value) {
    for (int i = size() - 1; i >= 0; i--) {
      if (Objects.deepEquals(get(i), value)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public int count(@Nullable Object value) {
    int count = 0;
    for (int i = 0; i < size(); i++) {
      if (Objects.deepEquals(get(i), value)) {
        count++;
      }
    }
    return count;
  }

  @Override
  public String format() {
    MappedByteBuffer memory = block.whole();
    StringBuilder formats = new StringBuilder();
    for (int i = 0; i < layout.size(); i++) {
      formats.append(layout.format(memory, i));
    }
    return formats.toString();
  }

  @Override
  public SharedMemory sharedMemory() {
    return block;
  }

  @Override
  public void close() {
    block.close();
  }

  @Override
  public void unlink() {
    block.unlink();
  }

  @Serial
  private Object writeReplace() {
    MemoryHandle memory = block.handle();
    return new ListHandle(memory.name(), memory.size(), memory.machine());
  }

  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a ShareableList travels as its handle only");
  }

  /** Without the elements: it is called where an exception would be in the way. */
  @Override
  public String toString() {
    return "ShareableList[length=" + layout.size() + ", memory=" + block + "]";
  }
}
