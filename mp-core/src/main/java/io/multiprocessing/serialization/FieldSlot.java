package io.multiprocessing.serialization;

import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/** One field of a plain object or of a record. */
final class FieldSlot implements Comparable<FieldSlot> {

  private final Field field;
  private final char kind;

  FieldSlot(Field field) {
    field.setAccessible(true);
    this.field = field;
    this.kind = field.getType().isPrimitive() ? field.getType().descriptorString().charAt(0) : 'L';
  }

  /** Writes the field's value; a primitive without a tag. */
  void write(GraphWriter writer, Object owner) throws Exception {
    BodyOutput out = writer.out;
    switch (kind) {
      case 'I' -> out.writeVarInt(field.getInt(owner), false);
      case 'J' -> out.writeVarLong(field.getLong(owner), false);
      case 'D' -> out.writeDouble(field.getDouble(owner));
      case 'F' -> out.writeFloat(field.getFloat(owner));
      case 'Z' -> out.writeBoolean(field.getBoolean(owner));
      case 'S' -> out.writeShort(field.getShort(owner));
      case 'B' -> out.writeByte(field.getByte(owner));
      case 'C' -> out.writeChar(field.getChar(owner));
      default -> {
        try {
          writer.writeValue(field.get(owner));
        } catch (Unencodable e) {
          throw e.from(field.getDeclaringClass().getName() + "." + field.getName());
        }
      }
    }
  }

  void read(GraphReader reader, Object owner) throws Exception {
    BodyInput in = reader.in;
    switch (kind) {
      case 'I' -> field.setInt(owner, in.readVarInt(false));
      case 'J' -> field.setLong(owner, in.readVarLong(false));
      case 'D' -> field.setDouble(owner, in.readDouble());
      case 'F' -> field.setFloat(owner, in.readFloat());
      case 'Z' -> field.setBoolean(owner, in.readBoolean());
      case 'S' -> field.setShort(owner, in.readShort());
      case 'B' -> field.setByte(owner, in.readByte());
      case 'C' -> field.setChar(owner, in.readChar());
      default -> {
        Object value = reader.readValue();
        if (value != null && !field.getType().isInstance(value)) {
          throw mismatch(value);
        }
        field.set(owner, value);
      }
    }
  }

  /** Reads the value boxed, for an argument of a constructor. */
  @Nullable Object read(GraphReader reader) throws Exception {
    BodyInput in = reader.in;
    switch (kind) {
      case 'I': return in.readVarInt(false);
      case 'J': return in.readVarLong(false);
      case 'D': return in.readDouble();
      case 'F': return in.readFloat();
      case 'Z': return in.readBoolean();
      case 'S': return in.readShort();
      case 'B': return in.readByte();
      case 'C': return in.readChar();
      default: {
        Object value = reader.readValue();
        if (value != null && !field.getType().isInstance(value)) {
          throw mismatch(value);
        }
        return value;
      }
    }
  }

  /** By class, then by name, so that both sides agree whatever order reflection gives. */
  @Override
  public int compareTo(FieldSlot other) {
    int order = field.getDeclaringClass().getName().compareTo(other.field.getDeclaringClass().getName());
    return order != 0 ? order : field.getName().compareTo(other.field.getName());
  }

  static int fingerprint(FieldSlot[] slots) {
    int hash = slots.length;
    for (FieldSlot slot : slots) {
      hash = 31 * hash + slot.field.getDeclaringClass().getName().hashCode();
      hash = 31 * hash + slot.field.getName().hashCode();
      hash = 31 * hash + slot.field.getType().getName().hashCode();
    }
    return hash;
  }

  private SerializationException mismatch(Object value) {
    return new SerializationException("cannot decode " + field.getDeclaringClass().getName()
        + ": a value doesn't fit its field: field=" + field.getName() + ", fieldClass=" + field.getType().getName()
        + ", valueClass=" + value.getClass().getName(), null);
  }
}
