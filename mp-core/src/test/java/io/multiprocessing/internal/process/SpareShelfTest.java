package io.multiprocessing.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.process.Spares;
import io.multiprocessing.serialization.KryoCodec;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;

class SpareShelfTest {

  @Test
  void aChildIsGivenOutAlsoIfNoThreadCanBeHadToReplaceIt() {
    ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    try {
      SpareShelf shelf =
          new SpareShelf(
              Spares.defaults(),
              made -> {},
              work -> {
                throw new OutOfMemoryError("expected by the test: unable to create native thread");
              },
              timer,
              new KryoCodec(),
              idle -> {});

      assertThat(shelf.take()).as("none waits, and that is no error").isNull();
      assertThat(shelf.take()).isNull();
    } finally {
      timer.shutdownNow();
    }
  }
}
