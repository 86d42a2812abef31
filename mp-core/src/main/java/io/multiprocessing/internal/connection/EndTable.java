package io.multiprocessing.internal.connection;

import static io.multiprocessing.internal.connection.PipeDescriptor.COUNT_BITS;
import static io.multiprocessing.internal.connection.PipeDescriptor.COUNT_MASK;
import static io.multiprocessing.internal.connection.PipeDescriptor.ENDED_OFFSET;
import static io.multiprocessing.internal.connection.PipeDescriptor.HOLDERS;
import static io.multiprocessing.internal.connection.PipeDescriptor.HOLDERS_OFFSET;
import static io.multiprocessing.internal.connection.PipeDescriptor.TICKETS;
import static io.multiprocessing.internal.connection.PipeDescriptor.TICKETS_OFFSET;
import static io.multiprocessing.internal.connection.PipeDescriptor.VERSION_OFFSET;

import io.multiprocessing.api.SharedObjectException;
import io.multiprocessing.internal.memory.Host;
import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.sync.WaitBudget;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Who has one end of a pipe open, and which connections to it are on their way. Each word changes by one
 * compare-and-set and names a process, so what a killed process leaves behind counts for nothing from the moment it is
 * dead.
 *
 * <p>An end is gone when no living process holds it or has it on its way. Whoever adds an entry changes the version
 * before it takes another one away; so a look over the table that misses both, because one came behind it and the other
 * went before it, finds the version changed and looks again.
 */
final class EndTable {

  private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long SELF = Host.processes().self();

  private final MappedByteBuffer memory;
  private final int offset;
  private volatile long lastLookNanos = System.nanoTime(); // a hint: a lost update is one look more

  EndTable(Segment segment, int offset) {
    this.memory = segment.memory();
    this.offset = offset;
  }

  /**
   * Counts one more open connection of this process.
   *
   * @throws SharedObjectException if too many processes have the end open
   */
  void addHolder() {
    if (!addTo(true) && !addTo(false)) {
      throw new SharedObjectException(
          "an end of a pipe can be open in a limited number of processes: limit=" + HOLDERS
              + "; close it where it isn't used, or use a queue");
    }
    INT.getAndAdd(memory, offset + VERSION_OFFSET, 1);
    INT.setVolatile(memory, offset + ENDED_OFFSET, 0);
  }

  /** Adds to this process's own entry, or makes one in a place that is free or a dead process's. */
  private boolean addTo(boolean own) {
    for (int i = 0; i < HOLDERS; i++) {
      int place = offset + HOLDERS_OFFSET + i * Long.BYTES;
      long word = (long) LONG.getVolatile(memory, place);
      while (own ? word >>> COUNT_BITS == SELF && (word & COUNT_MASK) < COUNT_MASK : isVoid(word)) {
        if (LONG.compareAndSet(memory, place, word, own ? word + 1 : SELF << COUNT_BITS | 1)) {
          return true;
        }
        word = (long) LONG.getVolatile(memory, place);
      }
    }
    return false;
  }

  /**
   * Counts one connection of this process less.
   *
   * @return whether the end is gone now
   */
  boolean removeHolder() {
    for (int i = 0; i < HOLDERS; i++) {
      int place = offset + HOLDERS_OFFSET + i * Long.BYTES;
      long word = (long) LONG.getVolatile(memory, place);
      while (word >>> COUNT_BITS == SELF) {
        if (LONG.compareAndSet(memory, place, word, (word & COUNT_MASK) == 1 ? 0 : word - 1)) {
          return noteEnd();
        }
        word = (long) LONG.getVolatile(memory, place);
      }
    }
    throw new IllegalStateException("this process has no connection to count off: table=" + offset);
  }

  /**
   * Notes a connection on its way.
   *
   * @return the ticket's place
   * @throws SharedObjectException if there is no more room
   */
  int addTicket(long ticket) {
    int start = ThreadLocalRandom.current().nextInt(TICKETS);
    for (int i = 0; i < TICKETS; i++) {
      int index = (start + i) % TICKETS;
      int place = offset + TICKETS_OFFSET + index * Long.BYTES;
      long word = (long) LONG.getVolatile(memory, place);
      if (isVoid(word) && LONG.compareAndSet(memory, place, word, ticket)) {
        INT.getAndAdd(memory, offset + VERSION_OFFSET, 1);
        return index;
      }
    }
    throw new SharedObjectException("too many connections to one end of a pipe are on their way: limit=" + TICKETS
        + "; receive some before the next is sent, or close what holds those that nobody will receive");
  }

  /** A number for the next ticket of this process. */
  static long newTicket() {
    return SELF << COUNT_BITS | ThreadLocalRandom.current().nextLong(1, COUNT_MASK + 1);
  }

  /** Takes a ticket away, if it is still there: the connection has arrived, or never will. */
  boolean removeTicket(int index, long ticket) {
    return LONG.compareAndSet(memory, offset + TICKETS_OFFSET + index * Long.BYTES, ticket, 0L) && noteEnd();
  }

  /** Sets the hint if the end is gone. */
  private boolean noteEnd() {
    boolean gone = isGone();
    if (gone) {
      INT.setVolatile(memory, offset + ENDED_OFFSET, 1);
    }
    return gone;
  }

  /** The hint. */
  private boolean mayBeGone() {
    return (int) INT.getAcquire(memory, offset + ENDED_OFFSET) != 0;
  }

  /**
   * As {@link #isGone()}, but asks only if there is a reason, or nobody in this process has asked for a slice of time.
   */
  boolean isFoundGone() {
    long now = System.nanoTime();
    if (mayBeGone() || now - lastLookNanos >= WaitBudget.SLICE_NANOS) {
      lastLookNanos = now;
      if (noteEnd()) {
        return true;
      }
      if (mayBeGone()) {
        INT.setVolatile(memory, offset + ENDED_OFFSET, 0); // so that nobody else looks in vain
      }
    }
    return false;
  }

  /** Whether no living process has this end open or on its way. Asks the operating system about processes. */
  boolean isGone() {
    while (true) {
      int version = (int) INT.getVolatile(memory, offset + VERSION_OFFSET);
      if (hasEntry(TICKETS_OFFSET, TICKETS) || hasEntry(HOLDERS_OFFSET, HOLDERS)) {
        return false;
      }
      if ((int) INT.getVolatile(memory, offset + VERSION_OFFSET) == version) {
        return true;
      }
    }
  }

  private boolean hasEntry(int list, int length) {
    for (int i = 0; i < length; i++) {
      if (!isVoid((long) LONG.getVolatile(memory, offset + list + i * Long.BYTES))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isVoid(long word) {
    return word == 0 || !Host.processes().isAlive(word >>> COUNT_BITS);
  }
}
