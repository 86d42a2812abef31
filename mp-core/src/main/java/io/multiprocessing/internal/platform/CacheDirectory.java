package io.multiprocessing.internal.platform;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder for what is made once and used by many runs: extracted jars and worker images. Each entry is a folder whose name
 * begins with what it is. Only this user can write there, because classes are loaded from it: {@code mp-cache-USER} in the
 * temporary folder, or the one that the system property {@value #PROPERTY} names.
 *
 * <p><b>Bounded.</b> Of each kind the {@value #KEPT} entries that were used last are kept. Whoever uses one holds a shared lock
 * on it for as long as its JVM lives, and one that is locked is never removed.
 */
public final class CacheDirectory {

  /** Names the folder of the cache. */
  public static final String PROPERTY = "multiprocessing.cache-directory";

  /** How many entries of one kind are kept. */
  static final int KEPT = 8;

  private static final Logger log = LoggerFactory.getLogger(CacheDirectory.class);
  private static final String LOCK_NAME = ".in-use";
  private static final String WORKING_PREFIX = "making-";
  private static final Duration LONGEST_WORK = Duration.ofHours(1);

  /** The locks of the entries this JVM uses. POSIX drops a lock when any descriptor of its file is closed: one for each. */
  private static final Map<Path, FileLock> USED = new HashMap<>(); // guarded by itself

  private final Path path;

  private CacheDirectory(Path path) {
    this.path = path;
  }

  /**
   * The cache of this user, made if it isn't there.
   *
   * @throws IOException if it can't be made, or others could write there
   */
  public static CacheDirectory open() throws IOException {
    String chosen = System.getProperty(PROPERTY);
    Path directory =
        chosen != null
            ? Path.of(chosen).toAbsolutePath()
            : Path.of(System.getProperty("java.io.tmpdir"), "mp-cache-" + System.getProperty("user.name"))
                .toAbsolutePath();
    boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    try {
      if (posix) {
        Set<PosixFilePermission> own = PosixFilePermissions.fromString("rwx------");
        Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(own));
      } else {
        Files.createDirectory(directory);
      }
    } catch (FileAlreadyExistsException e) {
      requireOwn(directory, posix);
    }
    return new CacheDirectory(directory);
  }

  private static void requireOwn(Path directory, boolean posix) throws IOException {
    if (!posix) {
      return;
    }
    String owner = Files.getOwner(directory).getName();
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
    if (!owner.equals(System.getProperty("user.name"))
        || permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new IOException(
          "the cache folder must belong to this user and be writable by nobody else: folder=" + directory + ", owner="
              + owner + ", permissions=" + PosixFilePermissions.toString(permissions) + "; set -D" + PROPERTY);
    }
  }

  public Path path() {
    return path;
  }

  /**
   * The entry of that name if it is complete, else null; it isn't removed while this JVM lives.
   *
   * @throws IOException if it is there but can't be locked
   */
  public @Nullable Path use(String name) throws IOException {
    Path entry = path.resolve(name);
    synchronized (USED) {
      if (!Files.isDirectory(entry) || !USED.containsKey(entry) && !lock(entry)) {
        return null;
      }
      Files.setLastModifiedTime(entry, FileTime.from(Instant.now()));
      return entry;
    }
  }

  /** False if it is removed by another process at this moment. */
  private static boolean lock(Path entry) throws IOException {
    Path file = entry.resolve(LOCK_NAME);
    FileChannel channel;
    try {
      channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (NoSuchFileException e) {
      return false;
    }
    FileLock lock = null;
    try {
      lock = channel.tryLock(0, Long.MAX_VALUE, true);
    } catch (OverlappingFileLockException e) {
      return true; // another copy of this class, in another class loader, holds it for this JVM
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    if (lock == null || !Files.exists(file)) {
      channel.close();
      return false;
    }
    USED.put(entry, lock);
    return true;
  }

  /** A new folder in which an entry is made, to be renamed when it is complete; one that is left behind goes after an hour. */
  public Path workingDirectory() throws IOException {
    return Files.createTempDirectory(path, WORKING_PREFIX);
  }

  /** Removes the entries of a kind that have not been used for longest, as far as there are too many and nobody uses them. */
  public void prune(String kind) {
    try {
      List<Path> entries = new ArrayList<>();
      Map<Path, FileTime> used = new HashMap<>();
      try (DirectoryStream<Path> found = Files.newDirectoryStream(path, kind + "-*")) {
        for (Path entry : found) {
          entries.add(entry);
          used.put(entry, Files.getLastModifiedTime(entry));
        }
      }
      entries.sort(Comparator.comparing(used::get).reversed());
      for (Path entry : entries.subList(Math.min(KEPT, entries.size()), entries.size())) {
        removeUnused(entry);
      }
      removeAbandoned();
    } catch (IOException e) {
      log.warn("the cache could not be cleaned: folder={}, kind={}", path, kind, e);
    }
  }

  private void removeAbandoned() throws IOException {
    Instant latest = Instant.now().minus(LONGEST_WORK);
    try (DirectoryStream<Path> found = Files.newDirectoryStream(path, WORKING_PREFIX + "*")) {
      for (Path working : found) {
        if (Files.getLastModifiedTime(working).toInstant().isBefore(latest)) {
          FileTree.delete(working);
        }
      }
    }
  }

  private static void removeUnused(Path entry) throws IOException {
    synchronized (USED) {
      if (USED.containsKey(entry)) {
        return;
      }
    }
    try (FileChannel channel =
            FileChannel.open(entry.resolve(LOCK_NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        FileTree.delete(entry);
        log.info("removed from the cache: entry={}", entry);
      }
    } catch (OverlappingFileLockException e) {
      log.debug("still used by this JVM: entry={}", entry);
    }
  }
}
