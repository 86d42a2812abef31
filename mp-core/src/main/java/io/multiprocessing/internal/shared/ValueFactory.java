package io.multiprocessing.internal.shared;

import com.sun.jna.Structure;
import io.multiprocessing.internal.memory.SegmentKind;
import io.multiprocessing.shared.SharedArray;
import io.multiprocessing.shared.SharedBoolean;
import io.multiprocessing.shared.SharedByte;
import io.multiprocessing.shared.SharedByteArray;
import io.multiprocessing.shared.SharedChar;
import io.multiprocessing.shared.SharedCharArray;
import io.multiprocessing.shared.SharedDouble;
import io.multiprocessing.shared.SharedDoubleArray;
import io.multiprocessing.shared.SharedFloat;
import io.multiprocessing.shared.SharedFloatArray;
import io.multiprocessing.shared.SharedInt;
import io.multiprocessing.shared.SharedIntArray;
import io.multiprocessing.shared.SharedLong;
import io.multiprocessing.shared.SharedLongArray;
import io.multiprocessing.shared.SharedScalar;
import io.multiprocessing.shared.SharedShort;
import io.multiprocessing.shared.SharedShortArray;
import io.multiprocessing.shared.SharedStruct;
import io.multiprocessing.shared.SharedStructArray;
import io.multiprocessing.shared.SharedValues;
import java.util.List;
import java.util.Objects;

/**
 * Makes values, arrays and structures whose views have one guard. Content is set before anybody else can know the
 * object.
 */
class ValueFactory implements SharedValues {

  private final Guard guard;

  ValueFactory(Guard guard) {
    this.guard = guard;
  }

  private static Body value(Typecode typecode) {
    return Body.create(SegmentKind.VALUE, typecode, 1 << typecode.shift(), 1);
  }

  private static Body array(Typecode typecode, int length) {
    return Body.create(SegmentKind.ARRAY, typecode, 1 << typecode.shift(), length);
  }

  @Override
  public final SharedByte byteValue(byte initial) {
    Body body = value(Typecode.SIGNED_BYTE);
    new ByteCell(body, Guard.RAW).set(initial);
    return new ByteCell(body, guard);
  }

  @Override
  public final SharedShort shortValue(short initial) {
    Body body = value(Typecode.SIGNED_SHORT);
    new ShortCell(body, Guard.RAW).set(initial);
    return new ShortCell(body, guard);
  }

  @Override
  public final SharedChar charValue(char initial) {
    Body body = value(Typecode.UTF16_UNIT);
    new CharCell(body, Guard.RAW).set(initial);
    return new CharCell(body, guard);
  }

  @Override
  public final SharedInt intValue(int initial) {
    Body body = value(Typecode.SIGNED_INT);
    new IntCell(body, Guard.RAW).set(initial);
    return new IntCell(body, guard);
  }

  @Override
  public final SharedLong longValue(long initial) {
    Body body = value(Typecode.SIGNED_LONG_LONG);
    new LongCell(body, Guard.RAW).set(initial);
    return new LongCell(body, guard);
  }

  @Override
  public final SharedFloat floatValue(float initial) {
    Body body = value(Typecode.FLOAT);
    new FloatCell(body, Guard.RAW).set(initial);
    return new FloatCell(body, guard);
  }

  @Override
  public final SharedDouble doubleValue(double initial) {
    Body body = value(Typecode.DOUBLE);
    new DoubleCell(body, Guard.RAW).set(initial);
    return new DoubleCell(body, guard);
  }

  @Override
  public final SharedBoolean booleanValue(boolean initial) {
    Body body = value(Typecode.BOOLEAN);
    new BooleanCell(body, Guard.RAW).set(initial);
    return new BooleanCell(body, guard);
  }

  @Override
  public final SharedScalar<?> value(char typecode, Number initial) {
    Typecode known = Typecode.ofUser(typecode);
    known.bits(Objects.requireNonNull(initial, "initial")); // refuses it before there is a file
    Body body = value(known);
    Views.scalar(body, Guard.RAW).setNumber(initial);
    return Views.scalar(body, guard);
  }

  @Override
  public final SharedByteArray byteArray(int length) {
    return new ByteCells(array(Typecode.SIGNED_BYTE, length), guard);
  }

  @Override
  public final SharedByteArray byteArray(byte[] initial) {
    Body body = array(Typecode.SIGNED_BYTE, Objects.requireNonNull(initial, "initial").length);
    new ByteCells(body, Guard.RAW).setAll(0, initial);
    return new ByteCells(body, guard);
  }

  @Override
  public final SharedShortArray shortArray(int length) {
    return new ShortCells(array(Typecode.SIGNED_SHORT, length), guard);
  }

  @Override
  public final SharedShortArray shortArray(short[] initial) {
    Body body = array(Typecode.SIGNED_SHORT, Objects.requireNonNull(initial, "initial").length);
    new ShortCells(body, Guard.RAW).setAll(0, initial);
    return new ShortCells(body, guard);
  }

  @Override
  public final SharedCharArray charArray(int length) {
    return new CharCells(array(Typecode.UTF16_UNIT, length), guard);
  }

  @Override
  public final SharedCharArray charArray(char[] initial) {
    Body body = array(Typecode.UTF16_UNIT, Objects.requireNonNull(initial, "initial").length);
    new CharCells(body, Guard.RAW).setAll(0, initial);
    return new CharCells(body, guard);
  }

  @Override
  public final SharedIntArray intArray(int length) {
    return new IntCells(array(Typecode.SIGNED_INT, length), guard);
  }

  @Override
  public final SharedIntArray intArray(int[] initial) {
    Body body = array(Typecode.SIGNED_INT, Objects.requireNonNull(initial, "initial").length);
    new IntCells(body, Guard.RAW).setAll(0, initial);
    return new IntCells(body, guard);
  }

  @Override
  public final SharedLongArray longArray(int length) {
    return new LongCells(array(Typecode.SIGNED_LONG_LONG, length), guard);
  }

  @Override
  public final SharedLongArray longArray(long[] initial) {
    Body body = array(Typecode.SIGNED_LONG_LONG, Objects.requireNonNull(initial, "initial").length);
    new LongCells(body, Guard.RAW).setAll(0, initial);
    return new LongCells(body, guard);
  }

  @Override
  public final SharedFloatArray floatArray(int length) {
    return new FloatCells(array(Typecode.FLOAT, length), guard);
  }

  @Override
  public final SharedFloatArray floatArray(float[] initial) {
    Body body = array(Typecode.FLOAT, Objects.requireNonNull(initial, "initial").length);
    new FloatCells(body, Guard.RAW).setAll(0, initial);
    return new FloatCells(body, guard);
  }

  @Override
  public final SharedDoubleArray doubleArray(int length) {
    return new DoubleCells(array(Typecode.DOUBLE, length), guard);
  }

  @Override
  public final SharedDoubleArray doubleArray(double[] initial) {
    Body body = array(Typecode.DOUBLE, Objects.requireNonNull(initial, "initial").length);
    new DoubleCells(body, Guard.RAW).setAll(0, initial);
    return new DoubleCells(body, guard);
  }

  @Override
  public final SharedArray<?> array(char typecode, int length) {
    return Views.array(array(Typecode.ofUser(typecode), length), guard);
  }

  @Override
  public final SharedArray<?> array(char typecode, List<? extends Number> initial) {
    Typecode known = Typecode.ofUser(typecode);
    long[] bits = initial.stream().mapToLong(known::bits).toArray(); // refuses them before there is a file
    Body body = array(known, bits.length);
    SharedArray<?> elements = Views.array(body, Guard.RAW);
    for (int i = 0; i < bits.length; i++) {
      elements.setNumber(i, known.number(bits[i]));
    }
    return Views.array(body, guard);
  }

  @Override
  public final <T extends Structure> SharedStruct<T> struct(Class<T> type) {
    StructType<T> known = StructType.of(Objects.requireNonNull(type, "type"));
    return new StructCell<>(known.create(1), guard, known);
  }

  @Override
  public final <T extends Structure> SharedStruct<T> struct(T initial) {
    StructType<T> type = StructType.of(Objects.requireNonNull(initial, "initial"));
    Body body = type.create(1);
    new StructCell<>(body, Guard.RAW, type).set(initial);
    return new StructCell<>(body, guard, type);
  }

  @Override
  public final <T extends Structure> SharedStructArray<T> structArray(Class<T> type, int length) {
    StructType<T> known = StructType.of(Objects.requireNonNull(type, "type"));
    return new StructCells<>(known.create(length), guard, known);
  }

  @Override
  public final <T extends Structure> SharedStructArray<T> structArray(Class<T> type, List<? extends T> initial) {
    StructType<T> known = StructType.of(Objects.requireNonNull(type, "type"));
    List<T> elements = List.copyOf(initial);
    elements.forEach(known::requireSame);
    Body body = known.create(elements.size());
    SharedStructArray<T> array = new StructCells<>(body, Guard.RAW, known);
    for (int i = 0; i < elements.size(); i++) {
      array.set(i, elements.get(i));
    }
    return new StructCells<>(body, guard, known);
  }
}
