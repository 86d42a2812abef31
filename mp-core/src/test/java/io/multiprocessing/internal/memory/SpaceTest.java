package io.multiprocessing.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SpaceTest {

  private final AtomicInteger collections = new AtomicInteger();
  private final AtomicInteger attempts = new AtomicInteger();
  private final Space space = new Space(collections::incrementAndGet);

  @Test
  void aFullFileSystemIsTriedAgainAfterACollection() throws Exception {
    String taken =
        space.attempt(
            () -> {
              if (attempts.incrementAndGet() < 4) {
                throw new IOException("No space left on device");
              }
              return "taken";
            });
    assertThat(taken).isEqualTo("taken");
    assertThat(attempts).hasValue(4);
    assertThat(collections).hasValue(1);
  }

  @Test
  void oneThatStaysFullIsTold() {
    FileSystemException full = new FileSystemException("file", null, "Kein Speicherplatz");
    assertThatThrownBy(() -> space.attempt(() -> fail(full))).isSameAs(full);
    assertThat(attempts).hasValue(10);
    assertThat(collections).hasValue(1);
  }

  @Test
  void anotherReasonIsToldAtOnce() {
    List<IOException> others =
        List.of(
            new AccessDeniedException("file"), new ClosedByInterruptException(), new FileLockInterruptionException());
    for (IOException other : others) {
      assertThatThrownBy(() -> space.attempt(() -> fail(other))).isSameAs(other);
    }
    assertThat(attempts).hasValue(others.size());
    assertThat(collections).hasValue(0);
  }

  @Test
  void anInterruptIsKeptForLater() throws Exception {
    Thread.currentThread().interrupt();
    boolean interruptedMeanwhile =
        space.attempt(
            () -> {
              if (attempts.incrementAndGet() < 3) {
                throw new IOException("No space left on device");
              }
              return Thread.currentThread().isInterrupted();
            });
    assertThat(interruptedMeanwhile).as("it would close the file").isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }

  private String fail(IOException reason) throws IOException {
    attempts.incrementAndGet();
    throw reason;
  }
}
