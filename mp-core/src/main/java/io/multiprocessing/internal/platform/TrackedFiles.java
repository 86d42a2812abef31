package io.multiprocessing.internal.platform;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileOwnerAttributeView;
import org.jspecify.annotations.Nullable;

/**
 * Files beside a run directory that go when it goes. The directory holds a record of each: an empty file that is called
 * {@value #PREFIX}, the tracked file's key in its file system, a dash, and its name.
 *
 * <p>A record can't name a file elsewhere, because a file's name has no separators. It is followed only to an ordinary
 * file with the recorded key whose owner is the directory's: so a file that was removed and made anew by others stays,
 * and nobody can have root's sweep remove what isn't theirs.
 */
public final class TrackedFiles {

  private static final String PREFIX = "tracked-";
  private static final char KEY_END = '-'; // keys look like (dev=1a,ino=123)

  private TrackedFiles() {}

  /**
   * Writes a record, before the file has its name.
   *
   * @param file the file under another name, in the same file system
   * @param name the name it will have beside the directory
   */
  public static void record(Path directory, Path file, String name) throws IOException {
    Files.createFile(recordOf(directory, file, name));
  }

  /** Removes the record of a file, which must still be there. */
  public static void forget(Path directory, Path file, String name) throws IOException {
    Files.deleteIfExists(recordOf(directory, file, name));
  }

  /**
   * Removes a file, then its record if the directory has one.
   *
   * @return whether the file was there
   */
  public static boolean remove(Path directory, Path file, String name) throws IOException {
    try {
      Path record = recordOf(directory, file, name);
      boolean removed = Files.deleteIfExists(file);
      Files.deleteIfExists(record);
      return removed;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static Path recordOf(Path directory, Path file, String name) throws IOException {
    return directory.resolve(PREFIX + key(file) + KEY_END + name);
  }

  /** The file that a record stands for; null if it isn't a record, or the file isn't what was recorded, or is gone. */
  public static @Nullable Path target(Path record) throws IOException {
    Path directory = record.getParent();
    Path base = directory == null ? null : directory.getParent();
    Path fileName = record.getFileName();
    if (base == null || fileName == null || !fileName.toString().startsWith(PREFIX)) {
      return null;
    }
    String keyAndName = fileName.toString().substring(PREFIX.length());
    int keyEnd = keyAndName.indexOf(KEY_END);
    Path target = base.resolve(keyAndName.substring(keyEnd + 1));
    if (keyEnd < 0 || !base.equals(target.getParent())) {
      return null;
    }
    try {
      boolean same = Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)
          && key(target).equals(keyAndName.substring(0, keyEnd))
          && owner(target).equals(owner(directory));
      return same ? target : null;
    } catch (NoSuchFileException e) {
      return null; // another process was faster
    }
  }

  /** Removes a run directory with all it holds, and the files beside it that it keeps track of. */
  public static void deleteWithTargets(Path directory) throws IOException {
    deleteTargets(directory);
    FileTree.delete(directory);
  }

  private static void deleteTargets(Path directory) throws IOException {
    try (DirectoryStream<Path> records = Files.newDirectoryStream(directory, PREFIX + "*")) {
      for (Path record : records) {
        Path target = target(record);
        if (target != null) {
          Files.deleteIfExists(target);
        }
      }
    } catch (NoSuchFileException e) {
      return; // several processes may be removing the directory
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /** Device and number of the file; empty where the system has none. */
  private static String key(Path file) throws IOException {
    Object key = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    return key == null ? "" : key.toString();
  }

  private static String owner(Path file) throws IOException {
    FileOwnerAttributeView view =
        Files.getFileAttributeView(file, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    return view == null ? "" : view.getOwner().getName();
  }
}
