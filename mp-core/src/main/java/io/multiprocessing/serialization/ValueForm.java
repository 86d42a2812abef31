package io.multiprocessing.serialization;

import org.jspecify.annotations.Nullable;

/**
 * How the values of one class, or of several alike, look in a message. Forms have no state of a message in them: one
 * instance serves every thread.
 */
abstract class ValueForm {

  /** Whether a value is written once and then referred to. False for boxed numbers and the like, which have no identity. */
  final boolean shared;

  /**
   * Whether {@link #read} makes the object known, through {@link GraphReader#know}, before it reads what the object refers
   * to. Without it, nothing below the object can refer back to it, and the writer refuses such a cycle.
   */
  final boolean early;

  ValueForm(boolean shared, boolean early) {
    this.shared = shared;
    this.early = early;
  }

  /** Writes a value's content; its class has been written. */
  abstract void write(GraphWriter writer, Object value) throws Exception;

  /**
   * Reads what {@link #write} wrote.
   *
   * @param type the class that the message names, {@code Object} for built-in forms
   * @param id the number under which the message refers to this object, for {@link GraphReader#know}
   */
  abstract Object read(GraphReader reader, Class<?> type, int id) throws Exception;

  /** A number that differs when the two sides know different fields; they must agree on it. */
  int fingerprint() {
    return 0;
  }
}
