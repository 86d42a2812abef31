package io.multiprocessing.internal.memory;

import io.multiprocessing.api.SharedObjectException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One word for a whole tree of processes, on which everybody sleeps who waits for several objects at once. An object
 * has a flag in its own memory; while that is set, whoever makes the object ready rings.
 *
 * <pre>
 * waiter:  seen = bell.count()              other side:  publish
 *          Bell.watch(segment, flag)                     VarHandle.fullFence()
 *          ready? -> done                                Bell.ringIfWatched(segment, flag)
 *          bell.await(seen, slice)
 * </pre>
 *
 * <p>The flag is set before the waiter looks and read after the other side has published, with a full fence in between
 * on both sides, so one of them sees what the other did. The flag is taken away before the count changes, and the count
 * is read before the flag is set, so a flag that was taken away after it was set is a changed count. If the other side
 * is killed between the two, or belongs to another tree, the waiter finds out at the end of its slice.
 *
 * <p>The file has a fixed name in the {@link SharedDirectory}; whoever needs it first makes it. Safe for use by several
 * threads.
 */
public final class Bell {

  private static final Logger log = LoggerFactory.getLogger(Bell.class);

  private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final int COUNT = Segment.PAYLOAD;
  private static final int PAYLOAD_LENGTH = 64;

  private static volatile @Nullable Bell tree;

  private final Segment segment;

  private Bell(Segment segment) {
    this.segment = segment;
  }

  /**
   * The bell of this tree of processes.
   *
   * @throws SharedObjectException if it can't be made
   */
  public static Bell get() {
    Bell bell = tree;
    return bell == null ? open() : bell;
  }

  private static synchronized Bell open() {
    Bell bell = tree;
    if (bell == null) {
      bell = new Bell(Segment.wellKnown(SegmentKind.BELL, PAYLOAD_LENGTH));
      tree = bell;
    }
    return bell;
  }

  /** Sets an object's flag. */
  public static void watch(Segment segment, int flagOffset) {
    INT.setVolatile(segment.memory(), flagOffset, 1);
    VarHandle.fullFence(); // pairs with the fence before ringIfWatched
  }

  /** Rings if the object's flag is set. What made it ready was stored before, and a full fence lies in between. */
  public static void ringIfWatched(Segment segment, int flagOffset) {
    if ((int) INT.getOpaque(segment.memory(), flagOffset) != 0) {
      INT.setVolatile(segment.memory(), flagOffset, 0);
      ringTree();
    }
  }

  private static void ringTree() {
    try {
      get().ring();
    } catch (SharedObjectException e) {
      log.debug("the bell can't be rung, so waiters see the change at the end of their slice", e);
    }
  }

  /** How often it was rung; wraps around. */
  public int count() {
    return (int) INT.getVolatile(segment.memory(), COUNT);
  }

  /** Wakes everybody who sleeps on it, in all processes. */
  public void ring() {
    INT.getAndAdd(segment.memory(), COUNT, 1);
    segment.wake(COUNT, Integer.MAX_VALUE);
  }

  /** Sleeps while it was not rung since {@code seen}, at most {@code nanos}; may return at any time before. */
  public void await(int seen, long nanos) {
    segment.await(COUNT, seen, nanos);
  }
}
