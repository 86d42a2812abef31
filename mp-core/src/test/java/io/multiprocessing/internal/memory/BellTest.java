package io.multiprocessing.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BellTest {

  @Test
  void aRingWakesWhoSleepsOnIt() throws Exception {
    Bell bell = Bell.get();
    int seen = bell.count();
    FutureTask<Integer> sleeping =
        new FutureTask<>(() -> {
          while (bell.count() == seen) {
            bell.await(seen, 50_000_000);
          }
          return bell.count();
        });
    new Thread(sleeping, "test-sleeping").start();
    bell.ring();
    assertThat(sleeping.get()).isNotEqualTo(seen);
    bell.await(seen, Long.MAX_VALUE); // the count has changed, so this doesn't sleep
  }

  @Test
  void itRingsOnlyForWhatIsWatched() {
    Bell bell = Bell.get();
    Segment segment = Segment.create(SegmentKind.VALUE, 64);
    int before = bell.count();
    Bell.ringIfWatched(segment, Segment.PAYLOAD);
    assertThat(bell.count()).isEqualTo(before);
    Bell.watch(segment, Segment.PAYLOAD);
    Bell.ringIfWatched(segment, Segment.PAYLOAD);
    assertThat(bell.count()).isNotEqualTo(before);
    assertThat(segment.memory().getInt(Segment.PAYLOAD)).isZero();
    segment.release();
  }

  @Test
  void whoComesSecondGetsTheSameMemory() throws IOException {
    Segment first = Segment.wellKnown(SegmentKind.BELL, 64);
    Segment second = Segment.wellKnown(SegmentKind.BELL, 64);
    first.memory().putInt(Segment.PAYLOAD + 32, 4711);
    assertThat(second.memory().getInt(Segment.PAYLOAD + 32)).isEqualTo(4711);
    first.memory().putInt(Segment.PAYLOAD + 32, 0);
  }

  @Test
  void aFileThatAKilledMakerHasLeftHalfDoneIsFinished(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("shared");
    Files.write(file, new byte[100]);
    MappedByteBuffer memory = MappedFile.openOrCreate(file, 200);
    assertThat(memory.capacity()).isEqualTo(200);
    assertThat(Files.size(file)).isEqualTo(200);
    assertThatThrownBy(() -> MappedFile.openOrCreate(file, 150))
        .isInstanceOf(IOException.class).hasMessageContaining("expected=150, found=200");
  }
}
