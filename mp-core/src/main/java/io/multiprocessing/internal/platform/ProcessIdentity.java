package io.multiprocessing.internal.platform;

import io.multiprocessing.process.AuthKey;
import io.multiprocessing.process.ProcessInfo;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Who this process is in the tree: set once by a child's main, else that of a main process. Names of children count on
 * from here: the second child of {@code Process-1} is {@code Process-1:2}.
 */
public final class ProcessIdentity {

  private static volatile @Nullable ProcessIdentity current;

  private final ProcessInfo self;
  private final @Nullable ProcessInfo parent;
  private final String path;
  private final int depth;
  private final @Nullable String sharedDirectory;
  private final AtomicInteger children = new AtomicInteger();

  private ProcessIdentity(
      ProcessInfo self, @Nullable ProcessInfo parent, String path, int depth, @Nullable String sharedDirectory) {
    this.self = self;
    this.parent = parent;
    this.path = path;
    this.depth = depth;
    this.sharedDirectory = sharedDirectory;
  }

  /** This process's identity. */
  public static ProcessIdentity current() {
    ProcessIdentity identity = current;
    return identity != null ? identity : createMain();
  }

  private static synchronized ProcessIdentity createMain() {
    ProcessIdentity identity = current;
    if (identity == null) {
      ProcessInfo self = new ProcessInfo("MainProcess", ProcessHandle.current().pid(), false, AuthKey.random());
      identity = new ProcessIdentity(self, null, "", 0, null);
      current = identity;
    }
    return identity;
  }

  /**
   * Makes this process a child; called once, before any user code runs.
   *
   * @param path its place in the tree, e.g. {@code 1:2}
   * @param depth how many processes of this library are above it
   * @param sharedDirectory where the tree keeps its shared memory
   */
  public static synchronized void become(
      ProcessInfo self, ProcessInfo parent, String path, int depth, String sharedDirectory) {
    if (current != null) {
      throw new IllegalStateException("a process has one identity: path=" + path);
    }
    current = new ProcessIdentity(self, parent, path, depth, sharedDirectory);
  }

  /** Gives this process, which waited to become somebody's child, the name and place of that child. */
  public static synchronized void rename(ProcessInfo self, String path) {
    ProcessIdentity waiting = current;
    if (waiting == null || waiting.parent == null) {
      throw new IllegalStateException("only a child can become another: path=" + path);
    }
    ProcessInfo former = waiting.parent;
    ProcessInfo parent = new ProcessInfo(former.name(), former.pid(), former.daemon(), self.authKey());
    current = new ProcessIdentity(self, parent, path, waiting.depth, waiting.sharedDirectory);
  }

  public ProcessInfo self() {
    return self;
  }

  /** The process that started this one, or null in a main process. */
  public @Nullable ProcessInfo parent() {
    return parent;
  }

  public int depth() {
    return depth;
  }

  /** Where the tree keeps its shared memory, or null in a main process, which makes that folder when it is needed. */
  public @Nullable String sharedDirectory() {
    return sharedDirectory;
  }

  /** The place in the tree of the next child. */
  public String nextChildPath() {
    int number = children.incrementAndGet();
    return path.isEmpty() ? Integer.toString(number) : path + ":" + number;
  }
}
