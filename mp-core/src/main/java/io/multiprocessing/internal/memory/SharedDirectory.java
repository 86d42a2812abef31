package io.multiprocessing.internal.memory;

import io.multiprocessing.api.SharedObjectException;
import io.multiprocessing.internal.os.ProcessTable;
import io.multiprocessing.internal.platform.ProcessIdentity;
import io.multiprocessing.internal.platform.RunDirectory;
import io.multiprocessing.internal.platform.TrackedFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder in which a tree of processes keeps its shared memory: made by the process at the root, on a file system in
 * memory where there is one, and known to all its descendants. It goes with the root: in order, at the end of its JVM,
 * after all shutdown hooks; after a kill through the root's children, or the next start's sweep.
 *
 * <p>Its folder is {@code /dev/shm}, or that of the run directories where that doesn't exist; the system property
 * {@value #BASE_PROPERTY} names another.
 */
public final class SharedDirectory {

  /** Names the folder in which directories of shared memory are made. */
  public static final String BASE_PROPERTY = "multiprocessing.shared-directory";

  private static final Logger log = LoggerFactory.getLogger(SharedDirectory.class);

  private static final int HEX = 16;
  private static final Path MEMORY_FILES = Path.of("/dev/shm");

  private static @Nullable SharedDirectory current; // guarded by SharedDirectory.class

  private final Path path;
  private final @Nullable RunDirectory owned; // held: it keeps the lock
  private final AtomicLong numbers = new AtomicLong();
  private volatile boolean leaving; // set before the directory is listed for the last time

  private SharedDirectory(Path path, @Nullable RunDirectory owned) {
    this.path = path;
    this.owned = owned;
  }

  /**
   * This process tree's directory; the root makes it when it is first asked for, and again if it disappeared.
   *
   * @throws SharedObjectException if it can't be made
   */
  public static synchronized SharedDirectory current() {
    SharedDirectory directory = current;
    if (directory == null) {
      directory = open();
      current = directory;
    } else if (directory.owned != null && !Files.exists(directory.path)) {
      log.warn("the directory of shared memory has disappeared and is made anew: path={}", directory.path);
      directory = open();
      current = directory;
    }
    return directory;
  }

  private static SharedDirectory open() {
    String inherited = ProcessIdentity.current().sharedDirectory();
    SharedDirectory directory;
    if (inherited != null) {
      directory = new SharedDirectory(Path.of(inherited), null);
    } else {
      try {
        RunDirectory owned = RunDirectory.create(base());
        directory = new SharedDirectory(owned.path(), owned);
      } catch (IOException e) {
        throw new SharedObjectException("shared memory can't be had: " + e.getMessage(), e);
      }
    }
    SharedDirectory opened = directory;
    Thread hook = new Thread(opened::leave, "multiprocessing-shared-memory");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      opened.leave(); // this JVM exits already
    }
    return directory;
  }

  /** Where directories of shared memory are made. */
  public static Path base() {
    String chosen = System.getProperty(BASE_PROPERTY);
    if (chosen != null) {
      return Path.of(chosen).toAbsolutePath();
    }
    boolean portable = Boolean.getBoolean(Host.PORTABLE_PROPERTY);
    return !portable && Files.isDirectory(MEMORY_FILES) && Files.isWritable(MEMORY_FILES)
        ? MEMORY_FILES
        : RunDirectory.base();
  }

  /** Where this tree's directory lies or would lie, without making it: in a child as in the tree's root. */
  public static Path baseOfTree() {
    String inherited = ProcessIdentity.current().sharedDirectory();
    Path parent = inherited == null ? null : Path.of(inherited).getParent();
    return parent == null ? base() : parent;
  }

  /** The path of this tree's directory; null in a root that hasn't needed one yet. */
  static @Nullable Path ifThere() {
    String inherited = ProcessIdentity.current().sharedDirectory();
    if (inherited != null) {
      return Path.of(inherited);
    }
    synchronized (SharedDirectory.class) {
      return current == null ? null : current.path;
    }
  }

  public Path path() {
    return path;
  }

  /**
   * A path for a new file. Its name begins with the creator's process id, so that its parent can clean up after it; the
   * start time tells it from those of an earlier process with the same id.
   */
  Path newFile(SegmentKind kind) {
    return newFile(kind.toString());
  }

  /** As {@link #newFile(SegmentKind)}, for a file without a segment's header. */
  Path newFile(String kind) {
    long self = Host.processes().self();
    String name =
        prefix(ProcessTable.pid(self)) + Long.toHexString(self & ProcessTable.START_MASK) + '-'
            + numbers.incrementAndGet() + '-' + kind;
    Path file = path.resolve(name.toLowerCase(Locale.ROOT));
    if (leaving && owned != null) {
      owned.deleteOnExit(file);
    }
    return file;
  }

  private static String prefix(long pid) {
    return pid + "-";
  }

  /**
   * At the start of the JVM's exit. In the root, everything that is there goes onto the delete-on-exit list, which is
   * worked off after the application's own hooks; they may still use it. Others remove what only they knew.
   */
  private void leave() {
    leaving = true;
    Segment.removeUnsent();
    if (owned != null) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
        for (Path file : files) {
          owned.deleteOnExit(file);
          Path target = TrackedFiles.target(file);
          if (target != null) {
            owned.deleteOnExit(target);
          }
        }
      } catch (IOException e) {
        log.warn("shared memory could not be listed, so the next start removes it: path={}", path, e);
      }
    }
  }

  /**
   * Removes what a child that has ended kept to itself; what it had sent to others stays, and so do the files of a
   * later process with its id.
   */
  public static void reclaim(long pid) {
    SharedDirectory directory;
    synchronized (SharedDirectory.class) {
      directory = current;
    }
    if (directory == null) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory.path, prefix(pid) + "*")) {
      for (Path file : files) {
        if (!isOfTheLiving(file) && !Segment.wasSent(file)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      log.debug("the shared memory of a child that has ended could not be looked at: pid={}", pid, e);
    }
    Leftovers.sweep();
  }

  /** Whether the process that made a file still runs, going by the id and the start time in the file's name. */
  private static boolean isOfTheLiving(Path file) {
    String[] parts = file.getFileName().toString().split("-", 3);
    try {
      long stamp = ProcessTable.stamp(Long.parseLong(parts[0]), Long.parseLong(parts[1], HEX));
      return Host.processes().isAlive(stamp);
    } catch (IllegalArgumentException | IllegalStateException | SharedObjectException e) {
      log.debug("a file of shared memory stays until the tree ends: path={}", file, e);
      return true;
    }
  }

  @Override
  public String toString() {
    return "SharedDirectory[" + path + "]";
  }
}
