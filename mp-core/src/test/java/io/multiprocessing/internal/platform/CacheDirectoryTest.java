package io.multiprocessing.internal.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  void workThatWasLeftBehindGoes() throws Exception {
    CacheDirectory directory = CacheDirectory.open();
    Path working = directory.workingDirectory();
    Path abandoned = directory.workingDirectory();
    Files.setLastModifiedTime(abandoned, FileTime.from(Instant.now().minus(Duration.ofHours(2))));

    directory.prune("image");

    assertThat(working).exists();
    assertThat(abandoned).doesNotExist();
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
}
