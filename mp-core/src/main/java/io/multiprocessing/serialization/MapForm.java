package io.multiprocessing.serialization;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The JDK's unsorted maps of exactly known classes, entry by entry, in iteration order. */
final class MapForm implements ValueForm {

  private final int tag;

  MapForm(int tag) {
    this.tag = tag;
  }

  @Override
  public void write(GraphWriter writer, Object value) throws Exception {
    writeEntries(writer, (Map<?, ?>) value);
  }

  @Override
  @SuppressWarnings("unchecked")
  public Object read(GraphReader reader, Class<?> type, int id) throws Exception {
    int size = reader.in.readCount(2);
    Map<Object, Object> map = switch (tag) {
      case BuiltIn.HASH_MAP -> new HashMap<>(capacity(size));
      case BuiltIn.LINKED_HASH_MAP -> new LinkedHashMap<>(capacity(size));
      default -> (Map<Object, Object>) type.getConstructor().newInstance();
    };
    reader.know(id, map);
    for (int i = 0; i < size; i++) {
      Object key = reader.readKey();
      map.put(key, reader.readValue());
    }
    return map;
  }

  /** Writes a map that other threads may change meanwhile: only what the iterator gives is counted. */
  static void writeEntries(GraphWriter writer, Map<?, ?> map) throws Exception {
    Object[] entries = map.entrySet().toArray();
    writer.out.writeCount(entries.length);
    for (Object element : entries) {
      Map.Entry<?, ?> entry = (Map.Entry<?, ?>) element;
      boolean key = true;
      try {
        writer.writeValue(entry.getKey());
        key = false;
        writer.writeValue(entry.getValue());
      } catch (Unencodable e) {
        throw e.from(map.getClass().getName() + (key ? "[key]" : "[value]"));
      }
    }
  }

  static int capacity(int size) {
    return size < 12 ? 16 : (int) Math.min(size / 0.75 + 1, 1 << 30);
  }
}
