package io.multiprocessing.internal.worker;

import io.multiprocessing.internal.platform.ExitCodes;
import io.multiprocessing.internal.platform.FileTree;
import io.multiprocessing.internal.platform.RunDirectory;
import io.multiprocessing.internal.platform.TrackedFiles;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a child does when its parent is gone: it ends what it has started, removes the parent's run directory and its own, and
 * the shared memory of the tree if the parent was its root, and halts, whatever its user code does at that moment. No shutdown
 * hook runs; nobody is left to wait for one.
 */
final class ParentWatch {

  private static final long CLEANUP_LIMIT_MILLIS = 500;

  private final String runDirectory;
  private final @Nullable String sharedDirectory;
  private boolean leaving; // guarded by this

  /**
   * @param sharedDirectory the tree's shared memory, if the parent is the tree's root; else null
   */
  ParentWatch(String runDirectory, @Nullable String sharedDirectory) {
    this.runDirectory = runDirectory;
    this.sharedDirectory = sharedDirectory;
  }

  /** Doesn't return. */
  void parentIsGone() {
    if (first()) {
      Thread limit = new Thread(null, new Limit(), "multiprocessing-halt", 64 * 1024);
      limit.setDaemon(true);
      try {
        limit.start();
        for (ProcessHandle descendant : ProcessHandle.current().descendants().toArray(ProcessHandle[]::new)) {
          descendant.destroyForcibly();
        }
        FileTree.delete(Path.of(runDirectory));
        if (sharedDirectory != null) {
          TrackedFiles.deleteWithTargets(Path.of(sharedDirectory));
        }
        RunDirectory.deleteOwn();
      } catch (IOException | RuntimeException | Error e) {
        System.err.println("multiprocessing: something was left behind after the parent's death: " + e);
      }
    }
    AbruptEnd.now(ExitCodes.PARENT_GONE);
  }

  /**
   * The data channel has ended or broken. If that is because the parent is gone, the control thread sees it too and ends this
   * process with everything that belongs to that; otherwise this worker is of no use any more. Doesn't return.
   */
  void channelBroke() {
    try {
      Thread.sleep(2 * CLEANUP_LIMIT_MILLIS); // the time in which the control thread halts this process
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(ExitCodes.PROTOCOL_ERROR);
  }

  private synchronized boolean first() {
    boolean first = !leaving;
    leaving = true;
    return first;
  }

  private static final class Limit implements Runnable {
    @Override
    public void run() {
      try {
        Thread.sleep(CLEANUP_LIMIT_MILLIS); // the time the clean-up may take, whatever holds it up
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      AbruptEnd.now(ExitCodes.PARENT_GONE);
    }
  }
}
