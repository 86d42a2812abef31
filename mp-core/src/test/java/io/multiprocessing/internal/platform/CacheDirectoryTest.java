package io.multiprocessing.internal.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheDirectoryTest {

  @TempDir Path folder;

  private String former;
  private Path cache;

  @BeforeEach
  void choose() {
    former = System.getProperty(CacheDirectory.PROPERTY);
    cache = folder.resolve("cache");
    System.setProperty(CacheDirectory.PROPERTY, cache.toString());
  }

  @AfterEach
  void restore() {
    if (former == null) {
      System.clearProperty(CacheDirectory.PROPERTY);
    } else {
      System.setProperty(CacheDirectory.PROPERTY, former);
    }
  }

  private Path entry(String name, int ageHours) throws IOException {
    Path entry = Files.createDirectory(cache.resolve(name));
    Files.writeString(entry.resolve("content"), name);
    Files.createFile(entry.resolve(".in-use"));
    Files.setLastModifiedTime(entry, FileTime.from(Instant.now().minus(Duration.ofHours(ageHours))));
    return entry;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(cache)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void keepsTheEntriesThatWereUsedLastAndThoseInUse() throws Exception {
    CacheDirectory directory = CacheDirectory.open();
    for (int i = 10; i < 22; i++) {
      entry("image-" + i, i);
    }
    entry("jar-1", 100);
    assertThat(directory.use("image-21")).as("becomes the youngest").isEqualTo(cache.resolve("image-21"));
    Files.setLastModifiedTime(cache.resolve("image-21"), FileTime.from(Instant.EPOCH)); // in use, but for very long

    directory.prune("image");

    assertThat(names())
        .containsExactly(
            "image-10", "image-11", "image-12", "image-13", "image-14", "image-15", "image-16", "image-17", "image-21",
            "jar-1");
  }

  @Test
  void useTellsWhatIsThereAndAgainAndAgain() throws Exception {
    CacheDirectory directory = CacheDirectory.open();
    assertThat(directory.use("image-x")).isNull();
    Path entry = entry("image-x", 5);
    assertThat(directory.use("image-x")).isEqualTo(entry);
    assertThat(directory.use("image-x")).isEqualTo(entry);
    assertThat(Files.getLastModifiedTime(entry).toInstant()).isAfter(Instant.now().minusSeconds(60));
    FileTree.delete(entry);
    assertThat(directory.use("image-x")).isNull();
  }

  @Test
  void workThatWasLeftBehindGoesAtTheNextStart() throws Exception {
    CacheDirectory directory = CacheDirectory.open();
    Path working = directory.workingDirectory();
    Path ofAKilledProcess = entry("making-killed", 0);
    Path withoutALock = Files.createDirectory(cache.resolve("making-old"));
    Files.setLastModifiedTime(withoutALock, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    Path perhapsInTheMaking = Files.createDirectory(cache.resolve("making-young"));

    CacheDirectory.open();

    assertThat(working).exists();
    assertThat(ofAKilledProcess).doesNotExist();
    assertThat(withoutALock).doesNotExist();
    assertThat(perhapsInTheMaking).exists();
    assertThat(lockedFor(working)).as("seen by another process").isTrue();
    directory.discard(working);
    assertThat(working).doesNotExist();
  }

  /** As Windows does it: a folder in which this process has a file open can't be renamed. */
  private static void renameUnlessOpen(Path from, Path to) throws IOException {
    File[] descriptors = new File("/proc/self/fd").listFiles();
    for (File descriptor : descriptors) {
      if (descriptor.getCanonicalFile().toPath().startsWith(from.toRealPath())) {
        throw new AccessDeniedException(from.toString());
      }
    }
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void entriesAppearAndGoAlsoWhereNoFolderWithAnOpenFileCanBeRenamed() throws Exception {
    CacheDirectory.open();
    CacheDirectory directory = new CacheDirectory(cache, CacheDirectoryTest::renameUnlessOpen);
    Path working = Files.writeString(directory.workingDirectory().resolve("content"), "first").getParent();

    directory.keep(working, "image-x");
    for (int i = 0; i < CacheDirectory.KEPT + 1; i++) {
      entry("image-" + i, i + 1);
    }
    assertThat(directory.use("image-x").resolve("content")).hasContent("first");
    directory.prune("image");

    assertThat(names()).hasSize(CacheDirectory.KEPT).contains("image-x").doesNotContain("image-8");
    assertThat(lockedFor(cache.resolve("image-x"))).isTrue();
  }

  @Test
  void aFolderThatOthersCanWriteIsRefused() throws Exception {
    Files.createDirectory(cache);
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(CacheDirectory::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("writable by nobody else: folder=" + cache)
        .hasMessageContaining("permissions=rwxrwxrwx; set -D" + CacheDirectory.PROPERTY);
  }

  @Test
  void anEntryAppearsWithItsLockAndTheFirstOneStays() throws Exception {
    CacheDirectory directory = CacheDirectory.open();
    Path working = Files.writeString(directory.workingDirectory().resolve("content"), "first").getParent();
    Path slower = Files.writeString(directory.workingDirectory().resolve("content"), "second").getParent();
    directory.keep(working, "image-x");
    directory.keep(slower, "image-x");
    assertThat(names()).containsExactly("image-x");
    assertThat(directory.use("image-x").resolve("content")).hasContent("first");

    Path lost = directory.workingDirectory();
    Files.writeString(cache.resolve("image-y"), "not a folder");
    assertThatThrownBy(() -> directory.keep(lost, "image-y")).isInstanceOf(IOException.class);
    assertThat(lost).doesNotExist();
  }

  @Test
  void useMakesNothingInAnEntryThatIsBeingRemoved() throws Exception {
    CacheDirectory directory = CacheDirectory.open();
    Path entry = Files.createDirectory(cache.resolve("image-x"));
    assertThat(directory.use("image-x")).isNull();
    assertThat(entry).isEmptyDirectory();
  }

  @Test
  void aSecondClassLoadersCopyLeavesTheLockOfThisJvmAlone() throws Exception {
    CacheDirectory directory = CacheDirectory.open();
    Path entry = entry("image-x", 1);
    assertThat(directory.use("image-x")).isEqualTo(entry);
    assertThat(lockedFor(entry)).as("seen by another process").isTrue();

    Class<?> copy = Class.forName(CacheDirectory.class.getName(), true, new Copies());
    assertThat(copy).isNotSameAs(CacheDirectory.class);
    Object other = copy.getMethod("open").invoke(null);
    assertThat(copy.getMethod("use", String.class).invoke(other, "image-x")).isEqualTo(entry);
    for (int i = 0; i < CacheDirectory.KEPT; i++) {
      entry("image-" + i, 0);
    }
    Files.setLastModifiedTime(entry, FileTime.from(Instant.EPOCH));
    copy.getMethod("prune", String.class).invoke(other, "image");

    assertThat(entry.resolve("content")).exists();
    assertThat(lockedFor(entry)).as("closing any descriptor of the file would have given it up").isTrue();
  }

  /**
   * Whether this process holds a lock on the entry, as the kernel says; file numbers are the third part of a lock's
   * line.
   */
  private static boolean lockedFor(Path entry) throws IOException {
    Object inode = Files.getAttribute(entry.resolve(".in-use"), "unix:ino");
    long pid = ProcessHandle.current().pid();
    return Files.readAllLines(Path.of("/proc/locks")).stream()
        .anyMatch(line -> line.contains(" " + pid + " ") && line.contains(":" + inode + " "));
  }

  /** Loads this package's classes once more. */
  private static final class Copies extends ClassLoader {
    Copies() {
      super(CacheDirectory.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(CacheDirectory.class.getPackageName())) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? define(name) : loaded;
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  @Test
  void aUserWithoutANameIsKnownByItsNumber() throws Exception {
    String name = System.getProperty("user.name");
    System.setProperty("user.name", "?");
    try {
      CacheDirectory.open();
      assertThat(CacheDirectory.open().path()).as("its own, again").isEqualTo(cache);
    } finally {
      System.setProperty("user.name", name);
    }
    assertThat(ThisUser.in(folder).id()).isEqualTo(Files.getAttribute(cache, "unix:uid").toString());
  }
}
