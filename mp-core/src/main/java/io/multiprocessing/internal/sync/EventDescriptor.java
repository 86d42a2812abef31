package io.multiprocessing.internal.sync;

import io.multiprocessing.internal.memory.Segment;

/**
 * The payload of an event: one word.
 *
 * <pre>
 *  31                         2   1   0
 * +-----------------------------+---+---+
 * |           epoch             | W | F |
 * +-----------------------------+---+---+
 * </pre>
 *
 * <p>{@code F} is the flag. {@code epoch} counts how often it was set, so that a waiter sees it even if it was cleared
 * since. {@code W} says that somebody may sleep on the word. Each operation is one compare-and-set, so there is nothing
 * that a dead process could leave half done but a wake-up that it didn't give, which sleepers notice after a slice.
 */
final class EventDescriptor {

  static final int WORD_OFFSET = Segment.PAYLOAD;
  static final int LENGTH = 64;

  static final int FLAG = 1;
  static final int WAITERS = 2;
  static final int EPOCH_SHIFT = 2;

  private EventDescriptor() {}
}
