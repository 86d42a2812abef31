package io.multiprocessing.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UninterruptedTest {

  @TempDir Path folder;

  @AfterEach
  void forgetTheInterrupt() {
    Thread.interrupted();
  }

  @Test
  void lockingAndWritingAreDoneAgainAfterInterrupts() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    String done =
        Uninterrupted.repeat(
            () -> {
              if (attempts.incrementAndGet() < 3) {
                Thread.currentThread().interrupt(); // as if it came in the middle
              }
              try (FileChannel channel =
                      FileChannel.open(folder.resolve("file"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                  FileLock lock = attempts.get() == 1 ? null : channel.lock()) {
                return "size=" + channel.size() + ", locked=" + (lock != null);
              }
            });
    assertThat(done).isEqualTo("size=0, locked=true");
    assertThat(attempts).hasValue(3);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void bothKindsOfInterruptionAreTriedAgain() throws Exception {
    for (IOException interruption : new IOException[] {
      new ClosedByInterruptException(), new FileLockInterruptionException()
    }) {
      AtomicInteger attempts = new AtomicInteger();
      int needed =
          Uninterrupted.repeat(
              () -> {
                if (attempts.incrementAndGet() == 1) {
                  throw interruption;
                }
                return attempts.get();
              });
      assertThat(needed).isEqualTo(2);
    }
  }

  @Test
  void workElsewhereGoesOnWhileItsCallerIsInterrupted() throws Exception {
    Thread.currentThread().interrupt();
    assertThat(Uninterrupted.elsewhere(() -> Thread.currentThread().isInterrupted())).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aFailureElsewhereIsTold() {
    IOException reason = new IOException("no");
    assertThatThrownBy(
            () ->
                Uninterrupted.elsewhere(
                    () -> {
                      throw reason;
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("no")
        .hasCause(reason);
  }

  @Test
  void aWellKnownSegmentIsMadeByAnInterruptedThread() {
    Thread.currentThread().interrupt();
    Segment made = Segment.wellKnown(SegmentKind.STRUCT, 128);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(made.payloadLength()).isEqualTo(128);
    made.remove();
  }
}
