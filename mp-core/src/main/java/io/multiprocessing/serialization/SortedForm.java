package io.multiprocessing.serialization;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** The JDK's sorted collections and maps, with their comparator. */
final class SortedForm implements ValueForm {

  @Override
  public void write(GraphWriter writer, Object value) throws Exception {
    try {
      writer.writeValue(comparator(value));
    } catch (Unencodable e) {
      throw e.from(value.getClass().getName() + ".comparator");
    }
    if (value instanceof Map<?, ?> map) {
      MapForm.writeEntries(writer, map);
    } else {
      CollectionForm.writeElements(writer, value, ((Collection<?>) value).toArray());
    }
  }

  @Override
  @SuppressWarnings("unchecked")
  public Object read(GraphReader reader, Class<?> type, int id) throws Exception {
    // Everything below may compare, so a cycle back to here can only be rebuilt below the comparator.
    Object comparator = reader.readValue();
    Object value = type.getConstructor(Comparator.class).newInstance(comparator);
    reader.know(id, value);
    if (value instanceof Map) {
      Map<Object, Object> map = (Map<Object, Object>) value;
      int size = reader.in.readCount(2);
      for (int i = 0; i < size; i++) {
        Object key = reader.readKey();
        map.put(key, reader.readValue());
      }
    } else {
      Collection<Object> collection = (Collection<Object>) value;
      int size = reader.in.readCount(1);
      for (int i = 0; i < size; i++) {
        collection.add(reader.readKey());
      }
    }
    return value;
  }

  private static @Nullable Comparator<?> comparator(Object value) {
    if (value instanceof SortedMap<?, ?> map) {
      return map.comparator();
    }
    return value instanceof SortedSet<?> set ? set.comparator() : ((PriorityQueue<?>) value).comparator();
  }
}
