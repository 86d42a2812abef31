package io.multiprocessing.serialization;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;

/** The JDK's unsorted collections of exactly known classes, element by element, in iteration order. */
final class CollectionForm implements ValueForm {

  private final int tag;

  CollectionForm(int tag) {
    this.tag = tag;
  }

  @Override
  public void write(GraphWriter writer, Object value) throws Exception {
    // A snapshot first: a concurrent collection's size and its iterator may disagree.
    Object[] elements = ((Collection<?>) value).toArray();
    writeElements(writer, value, elements);
  }

  @Override
  @SuppressWarnings("unchecked")
  public Object read(GraphReader reader, Class<?> type, int id) throws Exception {
    int size = reader.in.readCount(1);
    Collection<Object> collection = switch (tag) {
      case BuiltIn.ARRAY_LIST -> new ArrayList<>(size);
      case BuiltIn.HASH_SET -> new HashSet<>(MapForm.capacity(size));
      case BuiltIn.LINKED_HASH_SET -> new LinkedHashSet<>(MapForm.capacity(size));
      default -> (Collection<Object>) type.getConstructor().newInstance();
    };
    reader.know(id, collection);
    if (collection instanceof CopyOnWriteArrayList || collection instanceof CopyOnWriteArraySet) {
      // One by one, each would copy all before it.
      ArrayList<Object> elements = new ArrayList<>(size);
      readElements(reader, size, elements);
      collection.addAll(elements);
    } else {
      readElements(reader, size, collection);
    }
    return collection;
  }

  static void writeElements(GraphWriter writer, Object owner, Object[] elements) throws Exception {
    writer.out.writeCount(elements.length);
    for (int i = 0; i < elements.length; i++) {
      try {
        writer.writeValue(elements[i]);
      } catch (Unencodable e) {
        throw e.from(owner.getClass().getName() + "[" + i + "]");
      }
    }
  }

  private static void readElements(GraphReader reader, int size, Collection<Object> target) throws Exception {
    boolean hashed = target instanceof Set;
    for (int i = 0; i < size; i++) {
      target.add(hashed ? reader.readKey() : reader.readValue());
    }
  }
}
