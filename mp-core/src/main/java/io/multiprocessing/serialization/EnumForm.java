package io.multiprocessing.serialization;

/** Enum constants, by name: the order of the constants may differ between the two sides. */
final class EnumForm extends ValueForm {

  EnumForm() {
    super(false, true);
  }

  @Override
  void write(GraphWriter writer, Object value) {
    writer.out.writeString(((Enum<?>) value).name());
  }

  @Override
  @SuppressWarnings({"unchecked", "rawtypes"})
  Object read(GraphReader reader, Class<?> type, int id) {
    return Enum.valueOf((Class) type, reader.in.readName());
  }
}
