package io.multiprocessing.serialization;

import java.util.AbstractMap.SimpleEntry;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Optionals, and map entries that aren't {@code Serializable}. */
final class WrapperForm implements ValueForm {

  private final int tag;

  WrapperForm(int tag) {
    this.tag = tag;
  }

  @Override
  public boolean early() {
    return false;
  }

  @Override
  public void write(GraphWriter writer, Object value) throws Exception {
    switch (tag) {
      case BuiltIn.OPTIONAL -> {
        try {
          writer.writeValue(((Optional<?>) value).orElse(null));
        } catch (Unencodable e) {
          throw e.from("java.util.Optional.value");
        }
      }
      case BuiltIn.OPTIONAL_INT -> {
        OptionalInt number = (OptionalInt) value;
        writer.writeValue(number.isPresent() ? number.getAsInt() : null);
      }
      case BuiltIn.OPTIONAL_LONG -> {
        OptionalLong number = (OptionalLong) value;
        writer.writeValue(number.isPresent() ? number.getAsLong() : null);
      }
      case BuiltIn.OPTIONAL_DOUBLE -> {
        OptionalDouble number = (OptionalDouble) value;
        writer.writeValue(number.isPresent() ? number.getAsDouble() : null);
      }
      default -> {
        Map.Entry<?, ?> entry = (Map.Entry<?, ?>) value;
        writer.out.writeBoolean(value.getClass().getName().equals("java.util.KeyValueHolder"));
        try {
          writer.writeValue(entry.getKey());
          writer.writeValue(entry.getValue());
        } catch (Unencodable e) {
          throw e.from(value.getClass().getName());
        }
      }
    }
  }

  @Override
  public Object read(GraphReader reader, Class<?> type, int id) throws Exception {
    if (tag == BuiltIn.ENTRY) {
      boolean immutable = reader.in.readBoolean();
      Object key = reader.readValue();
      Object value = reader.readValue();
      return immutable && key != null && value != null ? Map.entry(key, value) : new SimpleEntry<>(key, value);
    }
    Object value = reader.readValue();
    return switch (tag) {
      case BuiltIn.OPTIONAL -> Optional.ofNullable(value);
      case BuiltIn.OPTIONAL_INT -> value == null ? OptionalInt.empty() : OptionalInt.of((Integer) value);
      case BuiltIn.OPTIONAL_LONG -> value == null ? OptionalLong.empty() : OptionalLong.of((Long) value);
      default -> value == null ? OptionalDouble.empty() : OptionalDouble.of((Double) value);
    };
  }
}
