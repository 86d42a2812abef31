package io.multiprocessing.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.internal.memory.SegmentHandle;
import io.multiprocessing.internal.memory.SegmentKind;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that a queue has beside its own segment. */
class BelongingsTest {

  private final Belongings belongings = new Belongings(true);

  @Test
  void aFileThatCantBeOpenedIsRemovedAllTheSame(@TempDir Path folder) throws Exception {
    Path path = Files.createDirectory(folder.resolve("directory")); // refuses to be opened, whoever asks
    belongings.discard(handle(path));
    assertThat(path).doesNotExist();
  }

  @Test
  void aFileThatCantBeRemovedIsNoError(@TempDir Path folder) throws Exception {
    Path path = Files.createDirectory(folder.resolve("directory"));
    Files.createFile(path.resolve("inside"));
    belongings.discard(handle(path));
    belongings.release(handle(path));
    assertThat(path).exists();
  }

  private static SegmentHandle handle(Path path) {
    return new SegmentHandle(path.toString(), SegmentKind.QUEUE_RING, 1, 64, "boot");
  }
}
