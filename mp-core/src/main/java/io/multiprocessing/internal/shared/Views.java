package io.multiprocessing.internal.shared;

import io.multiprocessing.internal.memory.SegmentKind;
import io.multiprocessing.shared.SharedArray;
import io.multiprocessing.shared.SharedData;
import io.multiprocessing.shared.SharedScalar;

/** The type of view that belongs to each typecode. */
final class Views {

  private Views() {}

  static SharedData<?> of(Body body, Guard guard) {
    if (body.typecode() == Typecode.BOOLEAN) {
      return new BooleanCell(body, guard);
    }
    return body.kind() == SegmentKind.VALUE ? scalar(body, guard) : array(body, guard);
  }

  static SharedScalar<?> scalar(Body body, Guard guard) {
    return switch (body.typecode()) {
      case BYTE_CHARACTER, SIGNED_BYTE, UNSIGNED_BYTE -> new ByteCell(body, guard);
      case SIGNED_SHORT, UNSIGNED_SHORT -> new ShortCell(body, guard);
      case UTF16_UNIT -> new CharCell(body, guard);
      case SIGNED_INT, UNSIGNED_INT -> new IntCell(body, guard);
      case SIGNED_LONG, UNSIGNED_LONG, SIGNED_LONG_LONG, UNSIGNED_LONG_LONG -> new LongCell(body, guard);
      case FLOAT -> new FloatCell(body, guard);
      case DOUBLE -> new DoubleCell(body, guard);
      case BOOLEAN, STRUCTURE -> throw notANumber(body);
    };
  }

  static SharedArray<?> array(Body body, Guard guard) {
    return switch (body.typecode()) {
      case BYTE_CHARACTER, SIGNED_BYTE, UNSIGNED_BYTE -> new ByteCells(body, guard);
      case SIGNED_SHORT, UNSIGNED_SHORT -> new ShortCells(body, guard);
      case UTF16_UNIT -> new CharCells(body, guard);
      case SIGNED_INT, UNSIGNED_INT -> new IntCells(body, guard);
      case SIGNED_LONG, UNSIGNED_LONG, SIGNED_LONG_LONG, UNSIGNED_LONG_LONG -> new LongCells(body, guard);
      case FLOAT -> new FloatCells(body, guard);
      case DOUBLE -> new DoubleCells(body, guard);
      case BOOLEAN, STRUCTURE -> throw notANumber(body);
    };
  }

  private static IllegalArgumentException notANumber(Body body) {
    return new IllegalArgumentException("this isn't a shared number: " + body);
  }
}
