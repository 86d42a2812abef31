package io.multiprocessing.serialization;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code List.of}, {@code Set.of}, {@code Map.of} and {@code Stream.toList} make. */
final class ImmutableForm implements ValueForm {

  private final int tag;

  ImmutableForm(int tag) {
    this.tag = tag;
  }

  @Override
  public boolean early() {
    return false;
  }

  @Override
  public void write(GraphWriter writer, Object value) throws Exception {
    if (value instanceof Map<?, ?> map) {
      MapForm.writeEntries(writer, map);
    } else {
      CollectionForm.writeElements(writer, value, ((Collection<?>) value).toArray());
    }
  }

  @Override
  @SuppressWarnings({"unchecked", "rawtypes"})
  public Object read(GraphReader reader, Class<?> type, int id) throws Exception {
    if (tag == BuiltIn.IMMUTABLE_MAP) {
      int size = reader.in.readCount(2);
      Map.Entry<Object, Object>[] entries = new Map.Entry[size];
      for (int i = 0; i < size; i++) {
        Object key = present(reader.readKey());
        entries[i] = Map.entry(key, present(reader.readValue()));
      }
      return Map.ofEntries(entries);
    }
    int size = reader.in.readCount(1);
    @Nullable Object[] elements = new Object[size];
    boolean nulls = false;
    for (int i = 0; i < size; i++) {
      elements[i] = tag == BuiltIn.IMMUTABLE_SET ? reader.readKey() : reader.readValue();
      nulls |= elements[i] == null;
    }
    if (tag == BuiltIn.IMMUTABLE_SET) {
      return Set.of(elements);
    }
    // Only Stream.toList makes such a list with nulls in it.
    return nulls ? Arrays.stream(elements).toList() : List.of(elements);
  }

  private static Object present(@Nullable Object value) {
    if (value == null) {
      throw new SerializationException("cannot decode the message: an immutable map holds no nulls", null);
    }
    return value;
  }
}
