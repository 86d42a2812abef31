package io.multiprocessing.internal.worker;

import java.util.Optional;

/**
 * Looks for the parent's process now and then. The end of the control channel tells of the parent's death at once; this
 * is for the case that some other process holds the channel open for longer than the parent lives, and for the time in
 * which this JVM's shutdown hooks run and the channel is closed already.
 *
 * <p>It waits before it looks for the first time, so that a child's start doesn't pay for {@link ProcessHandle}; and it
 * is not {@link ProcessHandle#onExit()}, which looks at a process that isn't a child every five seconds only.
 */
final class ParentPoll extends Thread {

  private static final long PERIOD_MILLIS = 500;
  private static final long STACK_BYTES = 128 * 1024;

  private final long parentPid;
  private final ParentWatch parent;

  ParentPoll(long parentPid, ParentWatch parent) {
    super(null, null, "multiprocessing-parent", STACK_BYTES);
    this.parentPid = parentPid;
    this.parent = parent;
    setDaemon(true);
  }

  @Override
  public void run() {
    try {
      Thread.sleep(PERIOD_MILLIS);
      Optional<ProcessHandle> found = ProcessHandle.of(parentPid);
      boolean direct = systemParent() == parentPid; // not if the java command is a script that started the JVM
      while (found.isPresent() && found.get().isAlive() && (!direct || systemParent() == parentPid)) {
        Thread.sleep(PERIOD_MILLIS);
      }
      parent.parentIsGone();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // only user code that interrupts every thread does that; the channel remains
    }
  }

  /** Changes when the parent dies, also if nobody has collected the dead parent. */
  private static long systemParent() {
    return ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
  }
}
