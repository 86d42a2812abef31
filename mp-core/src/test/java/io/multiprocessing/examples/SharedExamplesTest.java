package io.multiprocessing.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.testing.TestJvm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples of shared state print what the reference says. */
@Timeout(120)
class SharedExamplesTest {

  private static String output(Class<?> example) throws Exception {
    try (TestJvm jvm = TestJvm.start(example, List.of(), Map.of())) {
      assertThat(jvm.awaitExit()).as(jvm.output()).isZero();
      return jvm.output();
    }
  }

  @Test
  void sharedMemory() throws Exception {
    assertThat(output(SharedMemoryExample.class)).isEqualTo("3.1415927\n[0, -1, -2, -3, -4, -5, -6, -7, -8, -9]");
  }

  @Test
  void sharedTypes() throws Exception {
    assertThat(output(SharedTypesExample.class))
        .isEqualTo(
            "49\n0.1111111111111111\nHELLO WORLD\n[(3.515625, 39.0625), (33.0625, 4.0), (5.640625, 90.25)]");
  }

  @Test
  void sharedMemoryBlock() throws Exception {
    assertThat(output(SharedMemoryBlockExample.class)).isEqualTo("Jowdy\n[howdy, true, dry ice, 100.0, 42]");
  }
}
