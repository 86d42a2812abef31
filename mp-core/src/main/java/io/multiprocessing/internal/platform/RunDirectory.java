package io.multiprocessing.internal.platform;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder in which a process keeps what its children need: the control socket, argument files, crash reports. Only
 * its user can read it. A file lock is held in it while the process lives, so that a later start can tell a folder in
 * use from one whose process was killed, and remove that.
 *
 * <p>It is removed by the JVM's delete-on-exit list, which runs after every shutdown hook: an application whose hooks
 * still drain its pools keeps it until then. Its folder is {@code java.io.tmpdir} unless the system property {@value
 * #BASE_PROPERTY} names another.
 */
public final class RunDirectory implements Closeable {

  /** Names the folder in which run directories are made. */
  public static final String BASE_PROPERTY = "multiprocessing.run-directory";

  private static final String PREFIX = "mp-run-";
  private static final String LOCK_NAME = "lock";
  private static final String OWN_PROPERTY = "io.multiprocessing.own-run-directories";
  private static final String OWN_SEPARATOR = "\n";
  private static final int MAX_BASE_LENGTH = 70;
  private static final Duration SETTLING = Duration.ofMinutes(1);
  private static final int NAME_ATTEMPTS = 10;

  private final Path path;
  private final FileLock lock; // held: closing any channel of the lock file would give it up

  private RunDirectory(Path path, FileLock lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes this process's folder and removes those of processes that are gone.
   *
   * @throws IOException if the folder can't be made; the message names it
   */
  public static RunDirectory create() throws IOException {
    return create(base());
  }

  /** As {@link #create()}, in a folder of the caller's choice. */
  public static RunDirectory create(Path base) throws IOException {
    RunDirectory directory = createIn(base);
    try {
      sweep(base);
    } catch (IOException e) {
      log().warn("folders of processes that are gone could not be looked for: folder={}", base, e);
    }
    return directory;
  }

  /** Where run directories are made. */
  public static Path base() {
    String chosen = System.getProperty(BASE_PROPERTY);
    if (chosen != null) {
      return Path.of(chosen).toAbsolutePath();
    }
    Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    Path common = Path.of("/tmp");
    boolean tooLong = temporary.toString().length() > MAX_BASE_LENGTH;
    return tooLong && Files.isWritable(common) ? common : temporary;
  }

  private static RunDirectory createIn(Path base) throws IOException {
    SecureRandom random = new SecureRandom();
    for (int attempt = 0; attempt < NAME_ATTEMPTS; attempt++) {
      Path path = base.resolve(PREFIX + Long.toString(random.nextLong() >>> 16, Character.MAX_RADIX));
      try {
        createPrivate(path);
      } catch (IOException e) {
        throw new IOException(
            "the run directory could not be made: path=" + path + ", reason=" + e
                + "; free some space there, or set -D" + BASE_PROPERTY + " to a writable folder",
            e);
      }
      addOwn(path);
      FileLock lock = lockOrRemove(path);
      if (lock != null && Files.exists(path.resolve(LOCK_NAME))) {
        RunDirectory directory = new RunDirectory(path, lock);
        path.toFile().deleteOnExit();
        directory.deleteOnExit(path.resolve(LOCK_NAME));
        return directory;
      }
    }
    throw new IOException("no run directory could be locked: folder=" + base + ", attempts=" + NAME_ATTEMPTS);
  }

  private static void createPrivate(Path path) throws IOException {
    if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectory(path);
    }
  }

  /** Nothing is left of a directory that can't have a lock, for want of descriptors or of room. */
  static @Nullable FileLock lockOrRemove(Path directory) throws IOException {
    try {
      return lock(directory);
    } catch (IOException e) {
      try {
        Files.deleteIfExists(directory.resolve(LOCK_NAME)); // one by one: a walk needs a descriptor
        Files.deleteIfExists(directory);
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw new IOException(
          "the run directory could not be locked: path=" + directory + ", reason=" + e
              + "; free some space there, or set -D" + BASE_PROPERTY + " to a writable folder; if descriptors ran out, raise"
              + " the limit (ulimit -n)",
          e);
    }
  }

  private static @Nullable FileLock lock(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(directory.resolve(LOCK_NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    return lock;
  }

  /** Removes the folders in {@code base} whose lock nobody holds. */
  private static void sweep(Path base) throws IOException {
    try (DirectoryStream<Path> candidates = Files.newDirectoryStream(base, PREFIX + "*")) {
      for (Path candidate : candidates) {
        if (!isOwn(candidate)) {
          sweepOne(candidate);
        }
      }
    }
  }

  private static void sweepOne(Path directory) {
    Path lockFile = directory.resolve(LOCK_NAME);
    try {
      if (!Files.isWritable(directory)) {
        return; // another user's
      }
      if (!Files.exists(lockFile)) {
        Instant made = Files.getLastModifiedTime(directory).toInstant();
        if (made.isBefore(Instant.now().minus(SETTLING))) {
          TrackedFiles.deleteWithTargets(directory); // not being made at this moment, so its process died while making it
        }
        return;
      }
      try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
          FileLock lock = channel.tryLock()) {
        if (lock == null) {
          return;
        }
        TrackedFiles.deleteWithTargets(directory); // under the lock: it may be in the making, and its maker sees this
      } catch (DirectoryNotEmptyException e) {
        log().debug("the lock's file stays while it is open, as on Windows: folder={}", directory);
      }
      FileTree.delete(directory);
      log().info("removed what a process that is gone had left: folder={}", directory);
    } catch (IOException | OverlappingFileLockException e) {
      log().debug("a run directory could not be looked at: folder={}, reason={}", directory, e.toString());
    }
  }

  /**
   * POSIX drops a process's lock when it closes any descriptor of the file, so this JVM must not even open its own.
   * They are kept in a system property, because several class loaders may each have loaded this class.
   */
  private static void addOwn(Path path) {
    synchronized (System.class) {
      System.setProperty(OWN_PROPERTY, System.getProperty(OWN_PROPERTY, "") + path + OWN_SEPARATOR);
    }
  }

  private static boolean isOwn(Path path) {
    return System.getProperty(OWN_PROPERTY, "").contains(path + OWN_SEPARATOR);
  }

  /** Removes the folders this process has made, before it ends in a way that runs no delete-on-exit list. */
  public static void deleteOwn() throws IOException {
    for (String path : System.getProperty(OWN_PROPERTY, "").split(OWN_SEPARATOR)) {
      if (!path.isEmpty()) {
        TrackedFiles.deleteWithTargets(Path.of(path));
      }
    }
  }

  public Path path() {
    return path;
  }

  /** Has a file of this folder removed when the JVM exits. */
  public void deleteOnExit(Path file) {
    file.toFile().deleteOnExit();
  }

  /**
   * Removes the folder with all it holds; for one that turned out to be of no use. The JVM's exit does it otherwise.
   */
  @Override
  public void close() throws IOException {
    lock.acquiredBy().close(); // first: Windows removes no file that is open; nobody takes a folder into use again
    TrackedFiles.deleteWithTargets(path);
  }

  @Override
  public String toString() {
    return "RunDirectory[" + path + ", locked=" + lock.isValid() + "]";
  }

  /** Found when it is needed: to start the logging of a new process takes longer than to make the directory. */
  private static Logger log() {
    return LoggerFactory.getLogger(RunDirectory.class);
  }
}
