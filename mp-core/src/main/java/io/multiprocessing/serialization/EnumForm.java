package io.multiprocessing.serialization;

/** Enum constants, by name: the order of the constants may differ between the two sides. */
final class EnumForm implements ValueForm {

  @Override
  public boolean shared() {
    return false;
  }

  @Override
  public void write(GraphWriter writer, Object value) {
    writer.out.writeString(((Enum<?>) value).name());
  }

  @Override
  @SuppressWarnings({"unchecked", "rawtypes"})
  public Object read(GraphReader reader, Class<?> type, int id) {
    return Enum.valueOf((Class) type, reader.in.readName());
  }
}
