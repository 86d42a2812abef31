package io.multiprocessing.internal.sync;

import io.multiprocessing.internal.memory.Segment;

/**
 * The payload of a lock.
 *
 * <pre>
 *   0                8                              64
 * +----------------+------------------------------+-----------+
 * | mutex word     | unused                       | reentrant |    1 if it is, else 0; never changes
 * +----------------+------------------------------+-----------+
 * </pre>
 *
 * <p>How often the owner of a reentrant lock has locked it, and which thread that is, is known in its process only:
 * nobody else needs it.
 */
final class LockDescriptor {

  static final int MUTEX_OFFSET = Segment.PAYLOAD;
  static final int REENTRANT_OFFSET = Segment.PAYLOAD + 64;
  static final int LENGTH = 64 + Integer.BYTES;

  private LockDescriptor() {}
}
