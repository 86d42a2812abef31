package io.multiprocessing.internal.shared;

import com.sun.jna.IntegerType;
import com.sun.jna.Structure;
import io.multiprocessing.internal.memory.SegmentKind;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;

/**
 * A JNA structure class that can be shared: it can be instantiated here, and none of its fields is an address. Content
 * moves between shared memory and the structure's own as bytes, so that no object of the user's ever points into a
 * mapping.
 *
 * <p>Nothing but this class and the two views of structures touches JNA, which loads only with them.
 */
final class StructType<T extends Structure> {

  private static final ClassValue<StructType<?>> KNOWN =
      new ClassValue<>() {
        @Override
        protected StructType<?> computeValue(Class<?> type) {
          return new StructType<>(type.asSubclass(Structure.class));
        }
      };

  private final Class<T> type;
  private final int length;

  private StructType(Class<T> type) {
    this.type = type;
    requireNoAddresses(type, type.getName());
    try {
      length = Structure.newInstance(type).size();
    } catch (IllegalArgumentException | Error e) {
      throw new IllegalArgumentException(
          "a structure must be a public class with a public constructor without arguments and a @FieldOrder: class="
              + type.getName() + ", reason=" + e.getMessage(), e);
    }
  }

  /**
   * @throws IllegalArgumentException if the class can't be shared
   */
  @SuppressWarnings("unchecked") // each entry is of its key's own class
  static <T extends Structure> StructType<T> of(Class<T> type) {
    return (StructType<T>) KNOWN.get(type);
  }

  @SuppressWarnings("unchecked") // getClass() of a T
  static <T extends Structure> StructType<T> of(T structure) {
    return of((Class<T>) structure.getClass());
  }

  private static void requireNoAddresses(Class<?> type, String path) {
    for (Field field : type.getFields()) {
      if (!Modifier.isStatic(field.getModifiers())) {
        String name = path + "." + field.getName();
        Class<?> fieldType = field.getType();
        while (fieldType.isArray()) {
          fieldType = fieldType.getComponentType();
        }
        if (isByValue(fieldType)) {
          requireNoAddresses(fieldType, name);
        } else if (!fieldType.isPrimitive() && !IntegerType.class.isAssignableFrom(fieldType)) {
          throw new IllegalArgumentException(
              "a shared structure must hold numbers, arrays of them and structures only, because an address means nothing"
                  + " in another process: field=" + name + ", type=" + field.getType().getTypeName());
        }
      }
    }
  }

  private static boolean isByValue(Class<?> type) {
    return Structure.class.isAssignableFrom(type) && !Structure.ByReference.class.isAssignableFrom(type);
  }

  Class<T> type() {
    return type;
  }

  int length() {
    return length;
  }

  Body create(int count) {
    return Body.create(SegmentKind.STRUCT, Typecode.STRUCTURE, length, count);
  }

  /**
   * @throws IllegalArgumentException if it is of another class, whose fields may be others
   */
  void requireSame(T structure) {
    if (structure.getClass() != type) {
      throw new IllegalArgumentException(
          "a structure must be of the class that is shared: class=" + structure.getClass().getName() + ", shared="
              + type.getName());
    }
  }

  T newInstance() {
    return Structure.newInstance(type);
  }

  void decode(byte[] content, T structure) {
    structure.getPointer().write(0, content, 0, length);
    structure.read();
  }

  byte[] encode(T structure) {
    structure.write();
    return structure.getPointer().getByteArray(0, length);
  }
}
