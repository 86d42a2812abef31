package io.multiprocessing.internal.platform;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder for what is made once and used by many runs: extracted jars and worker images. Each entry is a folder
 * whose name begins with what it is. Only this user can write there, because classes are loaded from it: {@code
 * mp-cache-UID} in the temporary folder, with the user's name where users have no numbers, or the one that the system
 * property {@value #PROPERTY} names.
 *
 * <p><b>Bounded.</b> Of each kind the {@value #KEPT} entries that were used last are kept. Whoever uses one holds a
 * shared lock on it for as long as its JVM lives, and one that is locked is not removed unless it is damaged. An entry
 * appears and disappears in one step. What is in the making is locked too, so what a killed process was making goes at
 * the next start.
 *
 * <p>Safe for use by several threads, processes, and class loaders that have each loaded this class.
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
  private static final int WORK_ATTEMPTS = 10;

  /**
   * The lock files this JVM holds, in a system property, because several class loaders may each have loaded this class.
   * POSIX drops a process's lock when it closes any descriptor of the file, so none of them may be opened again.
   * Guarded by {@link #MONITOR}.
   */
  private static final String HELD_PROPERTY = "io.multiprocessing.held-cache-entries";

  private static final String HELD_SEPARATOR = "\n";

  /** The same object in all class loaders, as equal constants are. */
  private static final Object MONITOR = "io.multiprocessing.cache-monitor";

  /** By the keys of their files; what is used is never closed, the JVM's end does it. Guarded by {@link #MONITOR}. */
  private static final Map<String, FileChannel> HELD = new HashMap<>();

  /**
   * Of files that something else in this JVM has locked: closing these would give its lock up. Guarded by {@link
   * #MONITOR}.
   */
  private static final List<FileChannel> FOREIGN = new ArrayList<>();

  private final Path path;
  private final Renaming renaming;

  /** Renames a folder in one step. */
  interface Renaming {
    /**
     * @throws AccessDeniedException on Windows, as long as a file in it is open
     */
    void rename(Path from, Path to) throws IOException;
  }

  CacheDirectory(Path path, Renaming renaming) {
    this.path = path;
    this.renaming = renaming;
  }

  /**
   * The cache of this user, made if it isn't there.
   *
   * @throws IOException if it can't be made, or others could write there
   */
  public static CacheDirectory open() throws IOException {
    String chosen = System.getProperty(PROPERTY);
    Path directory = chosen != null ? Path.of(chosen).toAbsolutePath() : common();
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
    CacheDirectory cache =
        new CacheDirectory(directory, (from, to) -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE));
    try {
      cache.removeAbandoned();
    } catch (IOException | DirectoryIteratorException e) {
      log.debug("the cache could not be looked through for what others left: folder={}", directory, e);
    }
    return cache;
  }

  private static Path common() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    return temporary.resolve("mp-cache-" + ThisUser.in(temporary).id());
  }

  private static void requireOwn(Path directory, boolean posix) throws IOException {
    if (!posix) {
      return;
    }
    UserPrincipal owner = Files.getOwner(directory);
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
    if (permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)
        || !owner.equals(ThisUser.in(directory).principal())) {
      throw new IOException(
          "the cache folder must belong to this user and be writable by nobody else: folder=" + directory + ", owner="
              + owner.getName() + ", permissions=" + PosixFilePermissions.toString(permissions) + "; set -D" + PROPERTY);
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
    Path file = entry.resolve(LOCK_NAME);
    synchronized (MONITOR) {
      String held;
      try {
        held = key(file);
      } catch (NoSuchFileException e) {
        return null;
      }
      if (!isHeld(held) && !lock(file, held)) {
        return null;
      }
      Files.setLastModifiedTime(entry, FileTime.from(Instant.now()));
      return entry;
    }
  }

  /** False if the entry is removed by another process at this moment. */
  private static boolean lock(Path file, String held) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (NoSuchFileException e) {
      return false;
    }
    boolean locked;
    try {
      locked = channel.tryLock(0, Long.MAX_VALUE, true) != null && Files.exists(file);
    } catch (OverlappingFileLockException e) {
      locked = true; // something else in this JVM holds it, and closing this channel would give that lock up
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    if (locked) {
      HELD.put(held, channel);
      System.setProperty(HELD_PROPERTY, System.getProperty(HELD_PROPERTY, "") + held + HELD_SEPARATOR);
    } else {
      channel.close();
    }
    return locked;
  }

  /** Gives up what this class has locked, if it has. */
  private static void release(Path file) throws IOException {
    synchronized (MONITOR) {
      String held = key(file);
      FileChannel channel = HELD.remove(held);
      if (channel != null) {
        String all = System.getProperty(HELD_PROPERTY, "");
        System.setProperty(HELD_PROPERTY, all.replace(held + HELD_SEPARATOR, ""));
        channel.close();
      }
    }
  }

  private static boolean isHeld(String key) {
    return System.getProperty(HELD_PROPERTY, "").contains(key + HELD_SEPARATOR);
  }

  /** The file itself, so that one made anew under the same name is another; by its name where files have no keys. */
  private static String key(Path file) throws IOException {
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    return key == null ? file.toRealPath().toString() : key.toString();
  }

  /**
   * Makes a working directory that is complete an entry of that name, in one step. If there is one already, another
   * process was faster: that stays, and the working directory goes.
   *
   * @throws IOException if it can't be renamed, and there is no such entry
   */
  public void keep(Path working, String name) throws IOException {
    Path entry = path.resolve(name);
    try {
      move(working, entry);
    } catch (IOException e) {
      discard(working);
      if (!Files.isDirectory(entry)) {
        throw e;
      }
      log.debug("another process was faster: entry={}", entry);
    }
  }

  /** A new folder in which an entry is made, to be renamed when it is complete; locked while this JVM lives. */
  public Path workingDirectory() throws IOException {
    for (int attempt = 1; ; attempt++) {
      Path working = Files.createTempDirectory(path, WORKING_PREFIX);
      Path file = Files.createFile(working.resolve(LOCK_NAME));
      synchronized (MONITOR) {
        try {
          if (lock(file, key(file))) {
            return working;
          }
        } catch (NoSuchFileException e) {
          log.debug("a folder was taken for abandoned before it was locked: folder={}", working);
        }
      }
      if (attempt == WORK_ATTEMPTS) {
        throw new IOException("no folder of the cache could be locked: folder=" + path + ", attempts=" + attempt);
      }
    }
  }

  /** Windows renames no folder in which a file is open, so there the lock is given up first, which nobody sees. */
  private void move(Path from, Path to) throws IOException {
    try {
      renaming.rename(from, to);
    } catch (AccessDeniedException e) {
      release(from.resolve(LOCK_NAME));
      renaming.rename(from, to);
    }
  }

  /** Removes a working directory that became no entry; does nothing if it did. */
  public void discard(Path working) throws IOException {
    Path file = working.resolve(LOCK_NAME);
    if (Files.exists(file)) {
      release(file);
    }
    FileTree.delete(working);
  }

  /**
   * Removes an entry that turned out to be damaged, so that it can be made anew, also if it is in use: it is of no use
   * to anybody. Does nothing if it is gone.
   *
   * @throws IOException if it can't be removed, as on Windows while another process has one of its files open
   */
  public void remove(String name) throws IOException {
    Path entry = path.resolve(name);
    Path file = entry.resolve(LOCK_NAME);
    Path leaving = leaving();
    try {
      synchronized (MONITOR) {
        if (Files.exists(file)) {
          release(file);
        }
        renaming.rename(entry, leaving);
      }
    } catch (NoSuchFileException e) {
      log.debug("another process was faster: entry={}", entry);
      return;
    }
    FileTree.delete(leaving);
  }

  private Path leaving() {
    return path.resolve(WORKING_PREFIX + "removed-" + UUID.randomUUID());
  }

  /**
   * Removes the entries of a kind that have not been used for longest, as far as there are too many and nobody uses
   * them.
   */
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
        try {
          removeUnused(entry);
        } catch (NoSuchFileException e) {
          log.debug("another process was faster: entry={}", entry);
        }
      }
      removeAbandoned();
    } catch (IOException e) {
      log.warn("the cache could not be cleaned: folder={}, kind={}", path, kind, e);
    }
  }

  /** What nobody's lock protects; what has no lock yet, or is being removed, is given an hour. */
  private void removeAbandoned() throws IOException {
    Instant latest = Instant.now().minus(LONGEST_WORK);
    try (DirectoryStream<Path> found = Files.newDirectoryStream(path, WORKING_PREFIX + "*")) {
      for (Path working : found) {
        try {
          if (Files.exists(working.resolve(LOCK_NAME))) {
            removeUnused(working);
          } else if (Files.getLastModifiedTime(working).toInstant().isBefore(latest)) {
            FileTree.delete(working);
          }
        } catch (NoSuchFileException e) {
          log.debug("another process was faster: entry={}", working);
        }
      }
    }
  }

  /** It goes to another name under its lock, so that nobody meets half of it, and then bit by bit. */
  private void removeUnused(Path entry) throws IOException {
    Path file = entry.resolve(LOCK_NAME);
    Path leaving = leaving();
    synchronized (MONITOR) {
      if (Files.exists(file)) {
        if (isHeld(key(file)) || !renameUnlessLocked(entry, file, leaving)) {
          return;
        }
      } else {
        renaming.rename(entry, leaving); // without a lock nobody can use it
      }
    }
    FileTree.delete(leaving);
    log.info("removed from the cache: entry={}", entry);
  }

  private boolean renameUnlessLocked(Path entry, Path file, Path leaving) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
    boolean close = true;
    try {
      if (channel.tryLock() == null) {
        return false;
      }
      renaming.rename(entry, leaving);
      return true;
    } catch (OverlappingFileLockException e) {
      close = false; // something else in this JVM holds it, and closing this channel would give that lock up
      FOREIGN.add(channel);
      log.debug("still used by this JVM: entry={}", entry);
      return false;
    } catch (AccessDeniedException e) {
      channel.close(); // Windows: the folder can't be renamed while this is open, nor if another process has it open
      renaming.rename(entry, leaving);
      return true;
    } finally {
      if (close) {
        channel.close();
      }
    }
  }
}
