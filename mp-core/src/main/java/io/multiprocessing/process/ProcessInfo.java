package io.multiprocessing.process;

/**
 * A process as another part of it, or its child, sees it: who it is, not how to control it.
 *
 * @param name its name; {@code MainProcess} for one that this library did not start
 * @param pid its process id
 * @param daemon its daemon flag
 * @param authKey its key, never printed
 */
public record ProcessInfo(String name, long pid, boolean daemon, AuthKey authKey) {

  /** Whether a process with this pid is alive. Doesn't block. */
  public boolean isAlive() {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }
}
