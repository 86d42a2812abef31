package io.multiprocessing.internal.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResidentMemoryTest {

  @TempDir Path proc;

  @Test
  void isReadFromProc() throws Exception {
    Files.writeString(Files.createDirectory(proc.resolve("7")).resolve("status"), "Name:\tjava\nVmRSS:\t  1234 kB\nVmX: 1\n");
    Files.writeString(Files.createDirectory(proc.resolve("8")).resolve("status"), "Name:\tzombie\n");

    assertThat(ResidentMemory.of(proc, 7)).isEqualTo(1234 * 1024);
    assertThat(ResidentMemory.of(proc, 8)).isEqualTo(ResidentMemory.UNKNOWN);
    assertThat(ResidentMemory.isKnown()).isEqualTo(Files.exists(Path.of("/proc/self/status")));
  }

  @Test
  void isUnknownWithoutProc() {
    assertThat(ResidentMemory.of(proc.resolve("none"), 7)).isEqualTo(ResidentMemory.UNKNOWN);
  }
}
