package io.multiprocessing.serialization;

/** Strings and boxed primitives. */
final class ScalarForm implements ValueForm {

  private final int tag;

  ScalarForm(int tag) {
    this.tag = tag;
  }

  @Override
  public boolean shared() {
    return tag == BuiltIn.STRING;
  }

  @Override
  public void write(GraphWriter writer, Object value) {
    BodyOutput out = writer.out;
    switch (tag) {
      case BuiltIn.STRING -> out.writeString((String) value);
      case BuiltIn.INTEGER -> out.writeVarInt((Integer) value, false);
      case BuiltIn.LONG -> out.writeVarLong((Long) value, false);
      case BuiltIn.DOUBLE -> out.writeDouble((Double) value);
      case BuiltIn.FLOAT -> out.writeFloat((Float) value);
      case BuiltIn.SHORT -> out.writeShort((Short) value);
      case BuiltIn.BYTE -> out.writeByte((Byte) value);
      case BuiltIn.CHARACTER -> out.writeChar((Character) value);
      default -> out.writeBoolean((Boolean) value);
    }
  }

  @Override
  public Object read(GraphReader reader, Class<?> type, int id) {
    BodyInput in = reader.in;
    // Statements, not one switch expression: that would widen every number to double.
    switch (tag) {
      case BuiltIn.STRING: return in.readName();
      case BuiltIn.INTEGER: return in.readVarInt(false);
      case BuiltIn.LONG: return in.readVarLong(false);
      case BuiltIn.DOUBLE: return in.readDouble();
      case BuiltIn.FLOAT: return in.readFloat();
      case BuiltIn.SHORT: return in.readShort();
      case BuiltIn.BYTE: return in.readByte();
      case BuiltIn.CHARACTER: return in.readChar();
      default: return in.readBoolean();
    }
  }
}
