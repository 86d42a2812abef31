package io.multiprocessing.serialization;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/** Records: their components, and their canonical constructor. */
final class RecordForm implements ValueForm {

  private final FieldSlot[] slots;
  private final Constructor<?> constructor;
  private final int fingerprint;

  RecordForm(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    slots = new FieldSlot[components.length];
    Class<?>[] parameters = new Class<?>[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        slots[i] = new FieldSlot(type.getDeclaredField(components[i].getName()));
        parameters[i] = components[i].getType();
      }
      constructor = type.getDeclaredConstructor(parameters);
    } catch (ReflectiveOperationException e) {
      throw new SerializationException("cannot serialize " + type.getName() + ": not a proper record class", e);
    }
    constructor.setAccessible(true);
    fingerprint = FieldSlot.fingerprint(slots);
  }

  @Override
  public boolean early() {
    return false;
  }

  @Override
  public void write(GraphWriter writer, Object value) throws Exception {
    for (FieldSlot slot : slots) {
      slot.write(writer, value);
    }
  }

  @Override
  public Object read(GraphReader reader, Class<?> type, int id) throws Exception {
    @Nullable Object[] arguments = new Object[slots.length];
    for (int i = 0; i < slots.length; i++) {
      arguments[i] = slots[i].read(reader);
    }
    try {
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw new SerializationException(
          "cannot decode " + type.getName() + ": its canonical constructor failed", e.getCause());
    }
  }

  @Override
  public int fingerprint() {
    return fingerprint;
  }
}
