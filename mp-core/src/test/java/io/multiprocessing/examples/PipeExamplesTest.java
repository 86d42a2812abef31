package io.multiprocessing.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.testing.TestJvm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples of pipes, connections and waiting print what the reference page says. */
@Timeout(60)
class PipeExamplesTest {

  /** What a main prints, without the log, whose lines begin with the time, and what the JVM says on standard error. */
  private static List<String> run(Class<?> main) throws Exception {
    try (TestJvm jvm = TestJvm.start(main, List.of(), Map.of())) {
      assertThat(jvm.awaitExit()).isZero();
      return jvm.output().lines().filter(line -> !line.matches("err: .*|\\d\\d:\\d\\d:.*")).toList();
    }
  }

  @Test
  void pipe() throws Exception {
    assertThat(run(PipeExample.class)).containsExactly("[42, null, hello]");
  }

  @Test
  void connection() throws Exception {
    assertThat(run(ConnectionExample.class))
        .containsExactly("[1, hello, null]", "thank you", "true", "[0, 1, 2, 3, 4, 0, 0, 0, 0, 0]");
  }

  @Test
  void waitForSeveral() throws Exception {
    List<String> lines = run(WaitExample.class);
    List<String> expected = new ArrayList<>();
    for (int process = 1; process <= 4; process++) {
      String name = "Process-" + process;
      List<String> messages = IntStream.range(0, 10).mapToObj(i -> "[" + i + ", " + name + "]").toList();
      assertThat(lines).containsSubsequence(messages);
      expected.addAll(messages);
    }
    assertThat(lines).containsExactlyInAnyOrderElementsOf(expected);
  }
}
