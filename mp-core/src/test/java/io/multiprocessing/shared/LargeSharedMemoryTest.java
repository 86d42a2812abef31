package io.multiprocessing.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.internal.memory.SharedDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A block that no single buffer reaches. Other tests measure how much shared memory is used, so it runs without them.
 */
@Tag("alone")
@Timeout(120)
class LargeSharedMemoryTest {

  private static final SharedObjects SHARED = Multiprocessing.get().shared();

  @Test
  void moreThanTwoGibibytesAreReachedThroughWindows() throws IOException {
    long size = (2L << 30) + 4096;
    assumeThat(SharedDirectory.base()).as("on a disk it would take too long").isEqualTo(Path.of("/dev/shm"));
    assumeThat(Files.getFileStore(SharedDirectory.base()).getUsableSpace()).as("space").isGreaterThan(2 * size);
    try (SharedMemory memory = SHARED.createMemory(size)) {
      try (SharedMemory same = SHARED.attachMemory(memory.name(), size)) {
        memory.buffer(size - 8, 8).putLong(0, 42);
        memory.buffer(3, 8).putLong(0, 43);
        assertThat(same.buffer(size - 8, 8).getLong(0)).isEqualTo(42);
        assertThat(same.buffer(3, 8).getLong(0)).isEqualTo(43);
        assertThatThrownBy(memory::buffer)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("use buffer(offset, length)");
      } finally {
        memory.unlink();
      }
    }
  }
}
