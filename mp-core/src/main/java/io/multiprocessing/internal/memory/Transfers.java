package io.multiprocessing.internal.memory;

import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.EncodedMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shared objects in one encoded message that are counted while they are on their way, so that whoever sends the
 * message can say that it will not arrive. Cancelling what has arrived already does nothing. Safe for use by several
 * threads.
 */
public final class Transfers {

  /** One object on its way. */
  public interface Ticket {

    /** The object will not arrive, or has arrived. Idempotent; doesn't block. */
    void cancel();
  }

  /**
   * A message, and what travels with it.
   *
   * @param message the encoded object
   * @param transfers what is on its way with it
   */
  public record Encoding(EncodedMessage message, Transfers transfers) {}

  /** Of a message in which nothing is counted. */
  public static final Transfers NONE = new Transfers(List.of());

  private static final ThreadLocal<@Nullable Collector> COLLECTOR = new ThreadLocal<>();

  /** What a thread has met in the encoding that it is at, if it is at one. */
  private static final class Collector {
    private boolean open;
    private @Nullable List<Ticket> tickets;
  }

  private final List<Ticket> tickets;

  private Transfers(List<Ticket> tickets) {
    this.tickets = tickets;
  }

  /**
   * Encodes an object for a process of the own tree and notes what is counted in it.
   *
   * @throws io.multiprocessing.serialization.SerializationException if it can't be encoded; nothing is on its way
   */
  public static Encoding encode(Codec codec, @Nullable Object value) {
    return Travel.inTree(() -> collect(codec, value));
  }

  /** As {@link #encode}, for a message that may leave the tree of this user's processes. */
  public static Encoding encodeForStranger(Codec codec, @Nullable Object value) {
    return Travel.outOfTree(() -> collect(codec, value));
  }

  private static Encoding collect(Codec codec, @Nullable Object value) {
    Collector collector = COLLECTOR.get();
    if (collector == null) {
      collector = new Collector();
      COLLECTOR.set(collector);
    }
    boolean outerOpen = collector.open;
    List<Ticket> outer = collector.tickets;
    collector.open = true;
    collector.tickets = null;
    boolean encoded = false;
    try {
      EncodedMessage message = codec.encode(value);
      encoded = true;
      List<Ticket> tickets = collector.tickets;
      return new Encoding(message, tickets == null ? NONE : new Transfers(tickets));
    } finally {
      List<Ticket> tickets = collector.tickets;
      collector.open = outerOpen;
      collector.tickets = outer;
      if (!encoded && tickets != null) {
        tickets.forEach(Ticket::cancel);
      }
    }
  }

  /** Called while an object is encoded. Does nothing if nobody asked: the ticket then lasts as long as this process. */
  public static void note(Ticket ticket) {
    Collector collector = COLLECTOR.get();
    if (collector != null && collector.open) {
      List<Ticket> tickets = collector.tickets;
      if (tickets == null) {
        tickets = new ArrayList<>(1);
        collector.tickets = tickets;
      }
      tickets.add(ticket);
    }
  }

  /** The message will not arrive, or has arrived. Idempotent; doesn't block. */
  public void cancel() {
    if (this != NONE) {
      tickets.forEach(Ticket::cancel);
    }
  }
}
