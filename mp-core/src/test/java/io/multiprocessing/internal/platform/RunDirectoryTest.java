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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Behaviour of one JVM; what killed JVMs leave is in {@code RunDirectoryInOtherJvmsTest}. */
class RunDirectoryTest {

  @TempDir Path base;
  private String former;

  @BeforeEach
  void setBase() {
    former = System.getProperty(RunDirectory.BASE_PROPERTY);
    System.setProperty(RunDirectory.BASE_PROPERTY, base.toString());
  }

  @AfterEach
  void resetBase() {
    if (former == null) {
      System.clearProperty(RunDirectory.BASE_PROPERTY);
    } else {
      System.setProperty(RunDirectory.BASE_PROPERTY, former);
    }
  }

  @Test
  void onlyItsUserCanReadIt() throws Exception {
    try (RunDirectory directory = RunDirectory.create()) {
      assertThat(directory.path()).hasParent(base);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path()))).isEqualTo("rwx------");
    }
  }

  @Test
  void neverSweepsThoseOfItsOwnJvm() throws Exception {
    try (RunDirectory first = RunDirectory.create(); RunDirectory second = RunDirectory.create()) {
      assertThat(first.path()).isDirectory();
      assertThat(second.path()).isDirectory();
      assertThat(first).asString().contains("locked=true");
    }
  }

  @Test
  void sweepsWhatNobodyHoldsButNotWhatMayBeInTheMakingNorWhatIsNotIts() throws Exception {
    Path unlocked = Files.createDirectories(base.resolve("mp-run-dead").resolve("inside")).getParent();
    Files.createFile(unlocked.resolve("lock"));
    Path young = Files.createDirectory(base.resolve("mp-run-young"));
    Path old = Files.createDirectory(base.resolve("mp-run-old"));
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    Path foreign = Files.createDirectory(base.resolve("other"));
    Path file = Files.createFile(base.resolve("mp-run-file"));
    Path linked = Files.createFile(base.resolve("precious"));
    Files.createSymbolicLink(unlocked.resolve("link"), linked);

    try (RunDirectory directory = RunDirectory.create()) {
      assertThat(directory.path()).isDirectory();
    }

    assertThat(unlocked).doesNotExist();
    assertThat(old).doesNotExist();
    assertThat(young).exists();
    assertThat(foreign).exists();
    assertThat(file).exists();
    assertThat(linked).exists();
  }

  @Test
  void closeRemovesItAndCanBeCalledAgain() throws Exception {
    RunDirectory directory = RunDirectory.create();
    Files.createFile(directory.path().resolve("arguments-0"));

    directory.close();
    directory.close();

    assertThat(directory.path()).doesNotExist();
  }

  @Test
  void oneThatCannotBeLockedLeavesNothing() throws Exception {
    Path directory = Files.createDirectory(base.resolve("mp-run-full"));
    Files.createDirectory(directory.resolve("lock")); // can't be opened, as none can where descriptors ran out

    assertThatThrownBy(() -> RunDirectory.lockOrRemove(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("path=" + directory)
        .hasMessageContaining("ulimit -n");
    assertThat(directory).doesNotExist();
  }

  @Test
  void anUnusableBaseFolderIsNamedWithTheMend() throws Exception {
    for (Path unusable : new Path[] {base.resolve("missing"), Files.createFile(base.resolve("file")), Path.of("/proc")}) {
      System.setProperty(RunDirectory.BASE_PROPERTY, unusable.toString());
      assertThatThrownBy(RunDirectory::create)
          .hasMessageContaining("path=" + unusable)
          .hasMessageContaining("-Dmultiprocessing.run-directory");
    }
  }
}
