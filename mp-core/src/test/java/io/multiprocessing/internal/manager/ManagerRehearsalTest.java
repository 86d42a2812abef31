package io.multiprocessing.internal.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.Multiprocessing;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a JVM does while the image of the children's classes is made. */
@Timeout(60)
class ManagerRehearsalTest {

  @Test
  void servesAClientInAWorkerAndLeavesNoThread() throws Exception {
    try (var pool = Multiprocessing.get().pool(1)) {
      List<String> threads =
          pool.apply(
              () -> {
                new ManagerRehearsal().run(); // throws if any step fails
                return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
              });
      assertThat(threads).doesNotContain("multiprocessing-manager");
    }
  }
}
