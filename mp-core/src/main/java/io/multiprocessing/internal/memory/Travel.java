package io.multiprocessing.internal.memory;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whom a thread encodes for and decodes from, for objects that mean something else inside this process's own tree than
 * to a stranger: a proxy must not bring a stranger's choice of an address together with a key, nor take a key out of
 * the tree.
 */
public final class Travel {

  /**
   * Who has sent a message.
   *
   * @param foreign whether it came over a network
   * @param peer what leads back there, or null
   */
  public record Sender(boolean foreign, @Nullable Object peer) {}

  /** Somebody at the other end of a network's connection. */
  public static final Sender STRANGER = new Sender(true, null);

  private static final ThreadLocal<@Nullable Sender> SENDER = new ThreadLocal<>();
  private static final ThreadLocal<@Nullable Boolean> IN_TREE = new ThreadLocal<>();

  private Travel() {}

  /** Who has sent what this thread is decoding; null for a process of the own tree. */
  public static @Nullable Sender sender() {
    return SENDER.get();
  }

  /** Decodes what this one has sent. */
  public static <T extends @Nullable Object> T from(Sender sender, Supplier<T> decoding) {
    Sender outer = SENDER.get();
    SENDER.set(sender);
    try {
      return decoding.get();
    } finally {
      SENDER.set(outer);
    }
  }

  /** Whether what this thread is encoding stays, for certain, within the own tree of processes. */
  public static boolean staysInTree() {
    return IN_TREE.get() != null;
  }

  /** Encodes what stays in the tree. */
  static <T> T inTree(Supplier<T> encoding) {
    return in(true, encoding);
  }

  /** Encodes what may leave the tree, perhaps in the middle of something that doesn't. */
  public static <T> T outOfTree(Supplier<T> encoding) {
    return IN_TREE.get() == null ? encoding.get() : in(null, encoding);
  }

  private static <T> T in(@Nullable Boolean value, Supplier<T> encoding) {
    Boolean outer = IN_TREE.get();
    IN_TREE.set(value);
    try {
      return encoding.get();
    } finally {
      IN_TREE.set(outer);
    }
  }
}
