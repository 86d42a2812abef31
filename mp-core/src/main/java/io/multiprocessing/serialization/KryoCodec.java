package io.multiprocessing.serialization;

import java.io.InvalidClassException;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The codec between a parent and its children. Its bytes are Kryo's, written and read with Kryo's input and output;
 * which form a class takes is decided here, because a worker's first message must not wait for Kryo's registry of
 * serializers.
 *
 * <p><b>What travels.</b> Objects keep their identity and their cycles within a message.
 *
 * <ul>
 *   <li>Serializable lambdas and method references; a lambda that isn't {@code Serializable} is refused.
 *   <li>Records, through their canonical constructor; enum constants; arrays; the JDK's collections, also immutable,
 *       sorted and concurrent ones. Views of the JDK that aren't {@code Serializable}, such as sub-lists and key
 *       sets, travel as copies of what they show.
 *   <li>Plain objects, field by field, whether {@code Serializable} or not; transient fields stay behind. No
 *       constructor of a {@code Serializable} class runs, as in the JDK; of any other class the one without arguments
 *       runs, if there is one, so that its transient fields are set up.
 *   <li>Everything else that is {@code Serializable}: classes of the JDK, throwables, and classes that say how they
 *       are serialized ({@code writeObject}, {@code readObject}, {@code readObjectNoData}, {@code writeReplace},
 *       {@code readResolve}, {@code serialPersistentFields}, {@code Externalizable}), or that extend such a class. The
 *       JDK serializes them. An object that such a one shares with the rest of the graph may arrive twice, once in
 *       each; in containers of the JDK, such as a synchronized list, it doesn't.
 * </ul>
 *
 * <p>Values may be nested a thousand deep. A cycle is refused if it leads back to something that can only be made when
 * its content is complete: a record, an immutable collection, a lambda, or what the JDK serializes. Of a {@code
 * LinkedHashMap} the access order is not kept, of hash tables not their capacity.
 *
 * <p>What lives in its process is refused: threads, class loaders, streams, sockets, channels, connections, processes,
 * executors, held locks. The error names the class and the path of fields to it, never a value.
 *
 * <p>Byte arrays and byte buffers of at least 32 KiB travel as attachments, without a copy. A byte buffer arrives with
 * position 0 and its remaining bytes; order, directness and read-only are kept.
 *
 * <p>Thread safe. Doesn't block. Classes of a discarded class loader can be collected.
 */
public final class KryoCodec implements Codec {

  static {
    // Kryo's use of Unsafe prints warnings from Java 24 on, and nothing here gains from it.
    if (System.getProperty("kryo.unsafe") == null) {
      System.setProperty("kryo.unsafe", "false");
    }
  }

  /** After a larger body a reader is not kept: its buffer for strings may have grown as large. */
  private static final int KEPT_BODY_BYTES = 1 << 20;

  private static final int MAX_IDLE = 2 * Runtime.getRuntime().availableProcessors() + 2;

  private final ArrayBlockingQueue<GraphWriter> writers = new ArrayBlockingQueue<>(MAX_IDLE);
  private final ArrayBlockingQueue<GraphReader> readers = new ArrayBlockingQueue<>(MAX_IDLE);

  private final AllowedClasses allowed;

  /** Makes a codec for trusted peers; cheap, all there is to load is loaded by the first message. */
  public KryoCodec() {
    this(AllowedClasses.any());
  }

  /**
   * Makes a codec for peers that are not as trusted as the own process tree. It encodes everything, and decodes only
   * what is allowed: a class is refused by its name, before it is loaded. What a message takes, in memory and in the
   * time to hash its keys, is bounded in proportion to its length.
   */
  public KryoCodec(AllowedClasses allowed) {
    this.allowed = Objects.requireNonNull(allowed, "allowed");
  }

  @Override
  public EncodedMessage encode(@Nullable Object value) {
    GraphWriter writer = writers.poll();
    if (writer == null) {
      writer = new GraphWriter();
    }
    EncodedMessage message;
    try {
      message = writer.message(value);
    } catch (Unencodable e) {
      throw e.toException(value);
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      throw failure("cannot encode " + (value == null ? "null" : value.getClass().getName()), e);
    }
    // Only now: one that threw is left to the garbage collector, with whatever it still holds.
    writers.offer(writer);
    return message;
  }

  @Override
  public @Nullable Object decode(EncodedMessage message) {
    GraphReader reader = readers.poll();
    if (reader == null) {
      reader = new GraphReader(allowed);
    }
    Object value;
    try {
      value = reader.message(message);
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      throw failure("cannot decode the message", e);
    }
    if (message.body().remaining() <= KEPT_BODY_BYTES) {
      readers.offer(reader);
    }
    return value;
  }

  private static SerializationException failure(String what, Throwable cause) {
    if (cause instanceof SerializationException known) {
      return known;
    }
    if (cause instanceof InvalidClassException && cause.getCause() instanceof SerializationException refusal) {
      return refusal; // by a filter of the JDK's streams
    }
    if (cause instanceof StackOverflowError) {
      // Without the error itself: its thousand frames say nothing.
      return new SerializationException(what + ": values are nested too deeply for the thread's stack", null);
    }
    if (cause instanceof ClassNotFoundException) {
      return new SerializationException(
          what + ": a class is missing on this side's class path: class=" + cause.getMessage(), cause);
    }
    return new SerializationException(what + ": failed with " + cause.getClass().getName(), cause);
  }
}
