package io.multiprocessing.internal.os;

/**
 * Names processes by stamps: numbers of {@value #STAMP_BITS} bits that hold the process id and a part of the start
 * time, so that a dead process isn't taken for a later one with its id. Zero is no process's stamp.
 *
 * <pre>
 *  46                       21 20              0
 * +---------------------------+-----------------+
 * |        process id         |   start time    |   in hundredths of a second, the low 21 bits: unique for 5.8 hours
 * +---------------------------+-----------------+
 * </pre>
 */
public interface ProcessTable {

  int STAMP_BITS = 47;

  int START_BITS = 21;

  long START_MASK = (1L << START_BITS) - 1;

  /** What the start times in its stamps count from: stamps of different kinds can't be compared. */
  int stampKind();

  /** This process's stamp; the same for the whole of its life. */
  long self();

  /** Whether the process that made this stamp still runs; one that has ended but was not reaped doesn't. */
  boolean isAlive(long stamp);

  /** The process id in a stamp. */
  static long pid(long stamp) {
    return stamp >>> START_BITS;
  }

  /**
   * @throws IllegalStateException if the process id doesn't fit
   */
  static long stamp(long pid, long startHundredths) {
    if (pid <= 0 || pid >= 1L << (STAMP_BITS - START_BITS)) {
      throw new IllegalStateException(
          "shared objects need process ids of at most " + (STAMP_BITS - START_BITS) + " bits: pid=" + pid);
    }
    return pid << START_BITS | startHundredths & START_MASK;
  }
}
