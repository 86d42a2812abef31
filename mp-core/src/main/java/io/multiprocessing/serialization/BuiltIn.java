package io.multiprocessing.serialization;

import org.jspecify.annotations.Nullable;

/**
 * The numbers at the head of a value, and the forms that a number says all about. Forms are made when a number is
 * first used: a worker's first message loads the classes of its own forms and no others.
 */
final class BuiltIn {

  static final int NULL = 0;
  static final int BACK_REFERENCE = 1;
  static final int NEW_CLASS = 2;

  static final int STRING = 3;
  static final int INTEGER = 4;
  static final int LONG = 5;
  static final int DOUBLE = 6;
  static final int BOOLEAN = 7;
  static final int FLOAT = 8;
  static final int SHORT = 9;
  static final int BYTE = 10;
  static final int CHARACTER = 11;
  static final int BYTES = 12;
  static final int INTS = 13;
  static final int LONGS = 14;
  static final int DOUBLES = 15;
  static final int FLOATS = 16;
  static final int SHORTS = 17;
  static final int CHARS = 18;
  static final int BOOLEANS = 19;
  static final int ARRAY_LIST = 20;
  static final int HASH_MAP = 21;
  static final int LINKED_HASH_MAP = 22;
  static final int HASH_SET = 23;
  static final int LINKED_HASH_SET = 24;
  static final int IMMUTABLE_LIST = 25;
  static final int IMMUTABLE_SET = 26;
  static final int IMMUTABLE_MAP = 27;
  static final int LAMBDA = 28;
  static final int CLASS = 29;
  static final int BIG_INTEGER = 30;
  static final int BIG_DECIMAL = 31;
  static final int UUID = 32;
  static final int INSTANT = 33;
  static final int DURATION = 34;
  static final int LOCAL_DATE = 35;
  static final int LOCAL_TIME = 36;
  static final int LOCAL_DATE_TIME = 37;
  static final int PATH = 38;
  static final int CHARSET = 39;
  static final int OPTIONAL = 40;
  static final int BUFFER = 41;
  static final int ENTRY = 42;
  static final int JDK = 43;
  static final int PROXY = 44;
  static final int OPTIONAL_INT = 45;
  static final int OPTIONAL_LONG = 46;
  static final int OPTIONAL_DOUBLE = 47;

  /** The first class that a message names has this number, the next one more, and so on. */
  static final int FIRST_CLASS = 48;

  /** In place of a tag: the class's name must be in the message. */
  static final int NAMED = -1;

  private static final @Nullable ValueForm[] FORMS = new ValueForm[FIRST_CLASS];

  private BuiltIn() {}

  /** The form with this number. A race makes it twice, which does no harm: forms have only final fields. */
  static ValueForm form(int tag) {
    if (tag <= NEW_CLASS || tag >= FIRST_CLASS) {
      throw new SerializationException("cannot decode the message: unknown kind of value: tag=" + tag, null);
    }
    ValueForm form = FORMS[tag];
    if (form == null) {
      form = make(tag);
      FORMS[tag] = form;
    }
    return form;
  }

  /** The number of the form of exactly this class, or {@link #NAMED}. Goes by name, so that it loads nothing. */
  static int tagOf(Class<?> type) {
    switch (type.getName()) {
      case "java.lang.String": return STRING;
      case "java.lang.Integer": return INTEGER;
      case "java.lang.Long": return LONG;
      case "java.lang.Double": return DOUBLE;
      case "java.lang.Boolean": return BOOLEAN;
      case "java.lang.Float": return FLOAT;
      case "java.lang.Short": return SHORT;
      case "java.lang.Byte": return BYTE;
      case "java.lang.Character": return CHARACTER;
      case "[B": return BYTES;
      case "[I": return INTS;
      case "[J": return LONGS;
      case "[D": return DOUBLES;
      case "[F": return FLOATS;
      case "[S": return SHORTS;
      case "[C": return CHARS;
      case "[Z": return BOOLEANS;
      case "java.util.ArrayList": return ARRAY_LIST;
      case "java.util.HashMap": return HASH_MAP;
      case "java.util.LinkedHashMap": return LINKED_HASH_MAP;
      case "java.util.HashSet": return HASH_SET;
      case "java.util.LinkedHashSet": return LINKED_HASH_SET;
      case "java.util.ImmutableCollections$List12":
      case "java.util.ImmutableCollections$ListN":
      case "java.util.ImmutableCollections$SubList": return IMMUTABLE_LIST;
      case "java.util.ImmutableCollections$Set12":
      case "java.util.ImmutableCollections$SetN": return IMMUTABLE_SET;
      case "java.util.ImmutableCollections$Map1":
      case "java.util.ImmutableCollections$MapN": return IMMUTABLE_MAP;
      case "java.lang.Class": return CLASS;
      case "java.math.BigInteger": return BIG_INTEGER;
      case "java.math.BigDecimal": return BIG_DECIMAL;
      case "java.util.UUID": return UUID;
      case "java.time.Instant": return INSTANT;
      case "java.time.Duration": return DURATION;
      case "java.time.LocalDate": return LOCAL_DATE;
      case "java.time.LocalTime": return LOCAL_TIME;
      case "java.time.LocalDateTime": return LOCAL_DATE_TIME;
      case "java.util.Optional": return OPTIONAL;
      case "java.util.OptionalInt": return OPTIONAL_INT;
      case "java.util.OptionalLong": return OPTIONAL_LONG;
      case "java.util.OptionalDouble": return OPTIONAL_DOUBLE;
      default: return NAMED;
    }
  }

  private static ValueForm make(int tag) {
    switch (tag) {
      case BYTES: return new ByteArrayForm();
      case INTS: case LONGS: case DOUBLES: case FLOATS: case SHORTS: case CHARS: case BOOLEANS:
        return new PrimitiveArrayForm(tag);
      case ARRAY_LIST: case HASH_SET: case LINKED_HASH_SET: return new CollectionForm(tag);
      case HASH_MAP: case LINKED_HASH_MAP: return new MapForm(tag);
      case IMMUTABLE_LIST: case IMMUTABLE_SET: case IMMUTABLE_MAP: return new ImmutableForm(tag);
      case LAMBDA: return LambdaForm.READER;
      case BUFFER: return new BufferForm();
      case JDK: return new JdkForm();
      case PROXY: return new ProxyForm();
      case BIG_INTEGER: case BIG_DECIMAL: case UUID: case INSTANT: case DURATION:
      case LOCAL_DATE: case LOCAL_TIME: case LOCAL_DATE_TIME: return new DatumForm(tag);
      case PATH: case CHARSET: case CLASS: return new NamedThingForm(tag);
      case OPTIONAL: case OPTIONAL_INT: case OPTIONAL_LONG: case OPTIONAL_DOUBLE: case ENTRY:
        return new WrapperForm(tag);
      default: return new ScalarForm(tag);
    }
  }
}
