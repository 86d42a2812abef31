package io.multiprocessing.internal.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records of files beside a directory: what they lead to, and what they never lead to. */
class TrackedFilesTest {

  @TempDir Path base;

  private Path directory;
  private Path file;

  @BeforeEach
  void makeATrackedFile() throws IOException {
    directory = Files.createDirectory(base.resolve("mp-run-x"));
    Path unnamed = Files.createFile(directory.resolve("unnamed"));
    file = base.resolve("psm_with-dash");
    TrackedFiles.record(directory, unnamed, "psm_with-dash");
    Files.createLink(file, unnamed);
  }

  @Test
  void aDirectoryGoesWithItsTrackedFiles() throws IOException {
    Path neighbour = Files.createFile(base.resolve("psm_other"));
    TrackedFiles.deleteWithTargets(directory);
    assertThat(file).doesNotExist();
    assertThat(directory).doesNotExist();
    assertThat(neighbour).exists();
    TrackedFiles.deleteWithTargets(directory);
  }

  @Test
  void aFileThatWasReplacedStays() throws IOException {
    Files.delete(file);
    Files.createFile(file);
    TrackedFiles.deleteWithTargets(directory);
    assertThat(file).exists();
  }

  @Test
  void whatIsNoOrdinaryFileStays() throws IOException {
    Path elsewhere = Files.createFile(base.resolve("elsewhere"));
    Files.delete(file);
    Files.createSymbolicLink(file, elsewhere);
    TrackedFiles.deleteWithTargets(directory);
    assertThat(elsewhere).exists();
    assertThat(Files.isSymbolicLink(file)).isTrue();
  }

  @Test
  void recordsThatNameNothingLeadNowhere() throws IOException {
    List<String> names =
        List.of("tracked-", "tracked-key", "tracked-(dev=1,ino=2)-", "tracked-(dev=1,ino=2)-..", "other");
    for (String name : names) {
      assertThat(TrackedFiles.target(Files.createFile(directory.resolve(name)))).as(name).isNull();
    }
    assertThat(TrackedFiles.target(Path.of("tracked-x"))).as("without a folder").isNull();
    TrackedFiles.deleteWithTargets(directory);
    assertThat(base).isDirectory();
  }

  @Test
  void removingAFileRemovesItsRecord() throws IOException {
    assertThat(TrackedFiles.remove(directory, file, "psm_with-dash")).isTrue();
    assertThat(TrackedFiles.remove(directory, file, "psm_with-dash")).isFalse();
    assertThat(file).doesNotExist();
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).extracting(path -> path.getFileName().toString()).containsExactly("unnamed");
    }
  }
}
