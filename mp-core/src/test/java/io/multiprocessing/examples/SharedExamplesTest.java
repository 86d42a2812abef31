package io.multiprocessing.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.testing.TestJvm;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples of shared state print what the reference says. */
@Timeout(120)
class SharedExamplesTest {

  private static void assertPrints(Class<?> example, String... lines) throws Exception {
    try (TestJvm jvm = TestJvm.start(example, List.of(), Map.of())) {
      assertThat(jvm.awaitExit()).as(jvm.output()).isZero();
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> assertThat(jvm.output().lines().filter(line -> !line.startsWith("err: "))).containsExactly(lines));
    }
  }

  @Test
  void sharedMemory() throws Exception {
    assertPrints(SharedMemoryExample.class, "3.1415927", "[0, -1, -2, -3, -4, -5, -6, -7, -8, -9]");
  }

  @Test
  void sharedTypes() throws Exception {
    assertPrints(
        SharedTypesExample.class,
        "49",
        "0.1111111111111111",
        "HELLO WORLD",
        "[(3.515625, 39.0625), (33.0625, 4.0), (5.640625, 90.25)]");
  }

  @Test
  void sharedMemoryBlock() throws Exception {
    assertPrints(SharedMemoryBlockExample.class, "Jowdy", "[howdy, true, dry ice, 100.0, 42]");
  }
}
