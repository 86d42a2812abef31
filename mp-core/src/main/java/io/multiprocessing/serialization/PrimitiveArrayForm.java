package io.multiprocessing.serialization;

import java.nio.ByteBuffer;

/** Arrays of primitives other than bytes, copied in bulk, little endian. */
final class PrimitiveArrayForm implements ValueForm {

  private final int tag;
  private final int elementBytes;

  PrimitiveArrayForm(int tag) {
    this.tag = tag;
    this.elementBytes = switch (tag) {
      case BuiltIn.LONGS, BuiltIn.DOUBLES -> 8;
      case BuiltIn.INTS, BuiltIn.FLOATS -> 4;
      case BuiltIn.SHORTS, BuiltIn.CHARS -> 2;
      default -> 1;
    };
  }

  @Override
  public void write(GraphWriter writer, Object value) {
    int length = java.lang.reflect.Array.getLength(value);
    long lengthBytes = (long) length * elementBytes;
    if (lengthBytes > Integer.MAX_VALUE - 64) {
      throw new Unencodable(value.getClass().getTypeName(), "an array is larger than a message can be: lengthBytes="
          + lengthBytes, "send it in parts");
    }
    writer.out.writeCount(length);
    ByteBuffer room = writer.out.reserve((int) lengthBytes);
    switch (tag) {
      case BuiltIn.INTS -> room.asIntBuffer().put((int[]) value);
      case BuiltIn.LONGS -> room.asLongBuffer().put((long[]) value);
      case BuiltIn.DOUBLES -> room.asDoubleBuffer().put((double[]) value);
      case BuiltIn.FLOATS -> room.asFloatBuffer().put((float[]) value);
      case BuiltIn.SHORTS -> room.asShortBuffer().put((short[]) value);
      case BuiltIn.CHARS -> room.asCharBuffer().put((char[]) value);
      default -> {
        for (boolean element : (boolean[]) value) {
          room.put((byte) (element ? 1 : 0));
        }
      }
    }
  }

  @Override
  public Object read(GraphReader reader, Class<?> type, int id) {
    int length = reader.in.readCount(elementBytes);
    ByteBuffer room = reader.in.take(length * elementBytes);
    switch (tag) {
      case BuiltIn.INTS: {
        int[] array = new int[length];
        room.asIntBuffer().get(array);
        return array;
      }
      case BuiltIn.LONGS: {
        long[] array = new long[length];
        room.asLongBuffer().get(array);
        return array;
      }
      case BuiltIn.DOUBLES: {
        double[] array = new double[length];
        room.asDoubleBuffer().get(array);
        return array;
      }
      case BuiltIn.FLOATS: {
        float[] array = new float[length];
        room.asFloatBuffer().get(array);
        return array;
      }
      case BuiltIn.SHORTS: {
        short[] array = new short[length];
        room.asShortBuffer().get(array);
        return array;
      }
      case BuiltIn.CHARS: {
        char[] array = new char[length];
        room.asCharBuffer().get(array);
        return array;
      }
      default: {
        boolean[] array = new boolean[length];
        for (int i = 0; i < length; i++) {
          array[i] = room.get() != 0;
        }
        return array;
      }
    }
  }
}
