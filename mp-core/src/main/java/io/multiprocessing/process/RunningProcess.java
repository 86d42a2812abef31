package io.multiprocessing.process;

import java.util.concurrent.CompletableFuture;

/**
 * A launched process, as a {@link ProcessContext} hands it to a {@link ChildProcess}. Safe for use by several threads.
 */
public interface RunningProcess {

  long pid();

  /** Completes when the process has ended and its last output has been read; never exceptionally. */
  CompletableFuture<ExitStatus> onExit();

  /** Asks the process to interrupt the thread that runs its target. Doesn't wait. */
  void interrupt();

  /** Sends SIGTERM, or the platform's nearest. Doesn't wait. */
  void terminate();

  /** Sends SIGKILL, or the platform's nearest, to the process and to every process it started. Doesn't wait. */
  void kill();

  /** Gives back what the parent holds for a process that has ended. Idempotent. */
  void release();
}
