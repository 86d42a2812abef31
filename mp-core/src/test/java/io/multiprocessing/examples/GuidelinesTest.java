package io.multiprocessing.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.testing.TestJvm;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples of {@code docs/guidelines.md} print what that page says; children print through their parent. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GuidelinesTest {

  /** An example's main. */
  private interface Main {
    void run(String[] arguments) throws Exception;
  }

  /** What it prints, without the log, whose lines begin with the time. */
  private static List<String> outputOf(Main main) throws Exception {
    PrintStream former = System.out;
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    try {
      main.run(new String[0]);
    } finally {
      System.setOut(former);
    }
    return output.toString(StandardCharsets.UTF_8).lines().filter(line -> !line.matches("\\d\\d:\\d\\d:.*")).toList();
  }

  @Test
  void avoidSharedState() throws Exception {
    assertThat(outputOf(NoSharedStateExample::main)).containsExactly("[1, 4, 9, 16]");
  }

  @Test
  void picklability() throws Exception {
    assertThat(outputOf(TravellingTargetExample::main))
        .containsExactly("refused, and nothing was started: true", "hello bobbob");
  }

  @Test
  void joiningZombieProcesses() throws Exception {
    assertThat(outputOf(UnjoinedExample::main)).containsExactly("left: false false");
  }

  @Test
  void avoidTerminatingProcesses() throws Exception {
    assertThat(outputOf(TerminatedHolderExample::main))
        .containsExactly("holds the lock", "its holder died", "still works");
  }

  @Test
  void explicitlyPassResources() throws Exception {
    assertThat(outputOf(PassedLockExample::main)).containsExactlyInAnyOrder("process 0", "process 1", "process 2");
  }

  @Test
  void standardInput() throws Exception {
    assertThat(outputOf(StandardInputExample::main)).containsExactly("read: -1");
  }

  @Test
  void globalVariables() throws Exception {
    try (TestJvm jvm = TestJvm.start(GlobalVariablesExample.class, List.of(), Map.of())) { // a JVM waits for another child
      assertThat(jvm.awaitExit()).isZero();
      assertThat(jvm.output().lines().filter(line -> !line.matches("err: .*|\\d\\d:\\d\\d:.*")))
          .containsExactly("spawn: 0 of 10", "as an argument: 7", "fork: 7");
    }
  }

  @Test
  void safeMain() throws Exception {
    assertThat(outputOf(UnprotectedMainExample::main)).containsExactly("main", "hello from p");
  }
}
