package io.multiprocessing.serialization;

import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.objenesis.instantiator.ObjectInstantiator;
import org.objenesis.instantiator.sun.SunReflectionFactoryInstantiator;

/** Plain objects: all fields of the class and its ancestors but the transient ones. */
final class FieldsForm implements ValueForm {

  private final FieldSlot[] slots;
  private final int fingerprint;
  private final @Nullable Constructor<?> constructor;
  private volatile @Nullable ObjectInstantiator<?> instantiator;

  FieldsForm(Class<?> type) {
    ArrayList<FieldSlot> found = new ArrayList<>();
    for (Class<?> ancestor = type; ancestor != null; ancestor = ancestor.getSuperclass()) {
      if (FormChoice.isPlatform(ancestor)) {
        break;
      }
      for (Field field : ancestor.getDeclaredFields()) {
        int modifiers = field.getModifiers();
        if (!Modifier.isStatic(modifiers) && !Modifier.isTransient(modifiers)) {
          found.add(new FieldSlot(field));
        }
      }
    }
    found.sort(null);
    this.slots = found.toArray(new FieldSlot[0]);
    this.fingerprint = FieldSlot.fingerprint(slots);
    this.constructor = Serializable.class.isAssignableFrom(type) ? null : constructorWithoutArguments(type);
  }

  @Override
  public void write(GraphWriter writer, Object value) throws Exception {
    for (FieldSlot slot : slots) {
      slot.write(writer, value);
    }
  }

  @Override
  public Object read(GraphReader reader, Class<?> type, int id) throws Exception {
    Object value = newInstance(type);
    reader.know(id, value);
    for (FieldSlot slot : slots) {
      slot.read(reader, value);
    }
    return value;
  }

  @Override
  public int fingerprint() {
    return fingerprint;
  }

  private Object newInstance(Class<?> type) throws Exception {
    if (constructor != null) {
      try {
        return constructor.newInstance();
      } catch (InvocationTargetException e) {
        throw new SerializationException(
            "cannot decode " + type.getName() + ": its constructor without arguments failed", e.getCause());
      }
    }
    ObjectInstantiator<?> made = instantiator;
    if (made == null) {
      made = new SunReflectionFactoryInstantiator<>(type);
      instantiator = made;
    }
    return made.newInstance();
  }

  private static @Nullable Constructor<?> constructorWithoutArguments(Class<?> type) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor;
    } catch (NoSuchMethodException e) {
      return null;
    }
  }
}
