package io.multiprocessing.internal.sync;

import io.multiprocessing.internal.memory.Segment;

/**
 * Shared memory as a process sees it that is killed after a number of stores: it has the stamp of a process that has
 * really ended, and from its last store on nothing it does has an effect, what its {@code finally} blocks do included.
 */
final class VictimWords extends SharedWords {

  private final long stamp;
  private int storesLeft;

  VictimWords(Segment segment, long stamp, int stores) {
    super(segment);
    this.stamp = stamp;
    this.storesLeft = stores;
  }

  @Override
  long self() {
    return stamp;
  }

  @Override
  boolean isAlive(long other) {
    return other == stamp || super.isAlive(other); // it doesn't know
  }

  private void live() {
    if (storesLeft <= 0) {
      throw new Abandoned();
    }
  }

  private void stored() {
    storesLeft--;
    live();
  }

  @Override
  int getInt(int offset) {
    live();
    return super.getInt(offset);
  }

  @Override
  void setInt(int offset, int value) {
    live();
    super.setInt(offset, value);
    stored();
  }

  @Override
  boolean casInt(int offset, int expected, int value) {
    live();
    boolean done = super.casInt(offset, expected, value);
    if (done) {
      stored();
    }
    return done;
  }

  @Override
  int getAndSetInt(int offset, int value) {
    live();
    int former = super.getAndSetInt(offset, value);
    stored();
    return former;
  }

  @Override
  long getLong(int offset) {
    live();
    return super.getLong(offset);
  }

  @Override
  void setLong(int offset, long value) {
    live();
    super.setLong(offset, value);
    stored();
  }

  @Override
  boolean casLong(int offset, long expected, long value) {
    live();
    boolean done = super.casLong(offset, expected, value);
    if (done) {
      stored();
    }
    return done;
  }

  @Override
  long getAndSetLong(int offset, long value) {
    live();
    long former = super.getAndSetLong(offset, value);
    stored();
    return former;
  }

  @Override
  void await(int offset, int expected, long nanos) {
    live(); // a victim that would sleep is killed by the end of its time, not by a wake-up
  }

  @Override
  void wake(int offset, int count) {
    live();
    super.wake(offset, count);
  }
}
