package io.multiprocessing.internal.worker;

import io.multiprocessing.internal.platform.ExitCodes;
import io.multiprocessing.internal.platform.FileTree;
import io.multiprocessing.internal.platform.RunDirectory;
import io.multiprocessing.internal.platform.TrackedFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a child does when its parent is gone: it ends what it has started, removes the parent's run directory and its
 * own, and the shared memory of the tree if the parent was its root, and halts, whatever its user code does at that
 * moment. No shutdown hook runs; nobody is left to wait for one.
 */
final class ParentWatch {

  /** The time that the clean-up may take, whatever holds it up: all is gone within a second of the notice. */
  private static final long CLEANUP_LIMIT_MILLIS = 900;

  /** The time in which the control thread sees that the parent is gone. */
  private static final long NOTICE_MILLIS = 1_000;

  private final CleanUp cleanUp;
  private final IntConsumer end;
  private final long limitMillis;
  private boolean leaving; // guarded by this

  /** What is done before this process ends. */
  interface CleanUp {
    void run() throws IOException;
  }

  /**
   * @param sharedDirectory the tree's shared memory, if the parent is the tree's root; else null
   */
  ParentWatch(String runDirectory, @Nullable String sharedDirectory) {
    this(() -> cleanUp(runDirectory, sharedDirectory), AbruptEnd::now, CLEANUP_LIMIT_MILLIS);
  }

  /**
   * @param end ends this process, with that exit code
   */
  ParentWatch(CleanUp cleanUp, IntConsumer end, long limitMillis) {
    this.cleanUp = cleanUp;
    this.end = end;
    this.limitMillis = limitMillis;
  }

  private static void cleanUp(String runDirectory, @Nullable String sharedDirectory) throws IOException {
    for (ProcessHandle descendant : ProcessHandle.current().descendants().toArray(ProcessHandle[]::new)) {
      descendant.destroyForcibly();
    }
    FileTree.delete(Path.of(runDirectory));
    if (sharedDirectory != null) {
      TrackedFiles.deleteWithTargets(Path.of(sharedDirectory));
    }
    RunDirectory.deleteOwn();
  }

  /** Doesn't return. Several threads may notice it; the first cleans up, and the others let it. */
  void parentIsGone() {
    if (leave()) {
      Thread limit = new Thread(null, this::endInTime, "multiprocessing-halt", 64 * 1024);
      limit.setDaemon(true);
      try {
        limit.start();
        cleanUp.run();
      } catch (IOException | RuntimeException | Error e) {
        System.err.println("multiprocessing: something was left behind after the parent's death: " + e);
      }
      end.accept(ExitCodes.PARENT_GONE);
    } else {
      endInTime();
    }
  }

  /**
   * The data channel has ended or broken. If that is because the parent is gone, the control thread sees it too and
   * ends this process with everything that belongs to that; otherwise this worker is of no use any more. Doesn't
   * return.
   */
  void channelBroke() {
    pause(NOTICE_MILLIS);
    if (isLeaving()) {
      endInTime();
    } else {
      Runtime.getRuntime().halt(ExitCodes.PROTOCOL_ERROR);
    }
  }

  private void endInTime() {
    pause(limitMillis);
    end.accept(ExitCodes.PARENT_GONE);
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis); // until another thread halts this process, as a rule
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean leave() {
    boolean first = !leaving;
    leaving = true;
    return first;
  }

  private synchronized boolean isLeaving() {
    return leaving;
  }
}
