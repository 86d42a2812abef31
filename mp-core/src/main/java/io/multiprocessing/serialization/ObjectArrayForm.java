package io.multiprocessing.serialization;

import java.lang.reflect.Array;

/** Arrays of objects and arrays of arrays. */
final class ObjectArrayForm implements ValueForm {

  @Override
  public void write(GraphWriter writer, Object value) throws Exception {
    Object[] array = (Object[]) value;
    writer.out.writeCount(array.length);
    for (int i = 0; i < array.length; i++) {
      try {
        writer.writeValue(array[i]);
      } catch (Unencodable e) {
        throw e.from(value.getClass().getComponentType().getTypeName() + "[" + i + "]");
      }
    }
  }

  @Override
  public Object read(GraphReader reader, Class<?> type, int id) throws Exception {
    int length = reader.in.readCount(1);
    Object[] array = (Object[]) Array.newInstance(type.getComponentType(), length);
    reader.know(id, array);
    for (int i = 0; i < length; i++) {
      array[i] = reader.readValue();
    }
    return array;
  }
}
