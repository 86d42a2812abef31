package io.multiprocessing.serialization;

/**
 * How the values of one class, or of several alike, look in a message. Forms have no state of a message in them: one
 * instance serves every thread.
 *
 * <p>An interface, and not an abstract class, because the JVM's verifier then needn't load every form there is to check
 * the code that chooses among them; that is a millisecond or more of a worker's first message.
 */
interface ValueForm {

  /** Whether a value is written once and then referred to. False for boxed numbers and the like, without identity. */
  default boolean shared() {
    return true;
  }

  /**
   * Whether {@link #read} makes the object known, through {@link GraphReader#know}, before it reads what the object
   * refers to. Without it, nothing below the object can refer back to it, and the writer refuses such a cycle.
   */
  default boolean early() {
    return true;
  }

  /** Writes a value's content; its class has been written. */
  void write(GraphWriter writer, Object value) throws Exception;

  /**
   * Reads what {@link #write} wrote.
   *
   * @param type the class that the message names, {@code Object} for built-in forms
   * @param id the number under which the message refers to this object, for {@link GraphReader#know}
   */
  Object read(GraphReader reader, Class<?> type, int id) throws Exception;

  /** A number that differs when the two sides know different fields; they must agree on it. */
  default int fingerprint() {
    return 0;
  }
}
