package io.multiprocessing.internal.process;

import static io.multiprocessing.testing.Processes.awaitGone;
import static io.multiprocessing.testing.Processes.isRunning;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.testing.Processes;
import io.multiprocessing.testing.TestJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Behaviours 47 and 49: however a parent ends, nothing of its tree is left. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProcessTreeTest {

  /** A second, and what a machine with more to do than it can needs to notice. */
  private static final Duration GONE = Duration.ofSeconds(3);

  @TempDir Path folder;

  private TestJvm parent(String... arguments) throws IOException {
    return TestJvm.start(
        TreeParent.class, List.of("-Dmultiprocessing.run-directory=" + folder), Map.of(), arguments);
  }

  private List<Path> runDirectories() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(path -> path.getFileName().toString().startsWith("mp-run-")).toList();
    }
  }

  private void awaitNoRunDirectory() {
    await("no run directory").atMost(GONE).until(() -> runDirectories().isEmpty());
  }

  @Test
  void childrenThatSpinAreStoppedOrInNativeCodeAndSparesEndWhenTheParentIsKilled() throws Exception {
    try (TestJvm parent = parent("busy")) {
      List<Long> spinning = parent.awaitPids("spins", 2);
      parent.awaitPids("native", 1);
      parent.awaitLine("ready", 1);
      Set<Long> all = new TreeSet<>();
      ProcessHandle.of(parent.pid()).orElseThrow().descendants().forEach(child -> all.add(child.pid()));
      assertThat(all).hasSizeGreaterThanOrEqualTo(5).containsAll(spinning);
      assertThat(runDirectories()).hasSize(1);
      long stopped = spinning.get(0);
      all.remove(stopped);
      Processes.stop(stopped);

      Processes.send("KILL", parent.pid());

      for (long pid : all) {
        awaitGone(pid, GONE);
      }
      if (isRunning(stopped)) { // the kernel may have continued it, as a member of an orphaned process group
        Processes.send("CONT", stopped);
      }
      awaitGone(stopped, GONE);
      awaitNoRunDirectory();
    }
  }

  @Test
  void childrenThatAreJustStartingEndWhenTheParentIsKilled() throws Exception {
    List<Long> launched = new ArrayList<>();
    for (int i = 1; i <= 3; i++) { // at different points of their start
      try (TestJvm parent = parent("starting", "3")) {
        launched.addAll(parent.awaitPids("launched", i));
        Processes.send("KILL", parent.pid());
        parent.awaitExit();
      }
    }

    for (long pid : launched) {
      awaitGone(pid, GONE);
    }
    try (TestJvm next = parent("run")) {
      assertThat(next.awaitExit()).isZero();
    }
    awaitNoRunDirectory();
  }

  @Test
  void grandchildrenOfEveryKindEndWithAKilledChild() throws Exception {
    try (TestJvm parent = parent("native")) {
      long foreign = parent.awaitPids("native", 1).get(0);
      long grandchild = parent.awaitPids("grandchild", 1).get(0);

      parent.say("kill");

      assertThat(parent.awaitLine("killed ", 1)).isEqualTo("-9");
      awaitGone(foreign, GONE);
      awaitGone(grandchild, GONE);
    }
  }

  @Test
  void grandchildrenOfEveryKindEndWhenTheParentIsKilled() throws Exception {
    try (TestJvm parent = parent("native")) {
      long foreign = parent.awaitPids("native", 1).get(0);
      long grandchild = parent.awaitPids("grandchild", 1).get(0);

      Processes.send("KILL", parent.pid());

      awaitGone(foreign, GONE);
      awaitGone(grandchild, GONE);
    }
    awaitNoRunDirectory();
  }

  @Test
  void aNormalExitJoinsChildrenAndEndsDaemonicOnes() throws Exception {
    Path gate = folder.resolve("gate");
    try (TestJvm parent = parent("normal", gate.toString())) {
      long daemonic = parent.awaitPids("daemonic", 1).get(0);
      parent.awaitPids("waited", 1);
      assertThat(isRunning(parent.pid())).isTrue();

      Files.createFile(gate);

      assertThat(parent.awaitExit()).isZero();
      assertThat(parent.output()).contains("done");
      awaitGone(daemonic, GONE);
    }
    awaitNoRunDirectory();
  }

  @Test
  void systemExitAndSigtermOfTheParentEndItsChildren() throws Exception {
    try (TestJvm exiting = parent("exit"); TestJvm terminated = parent("exit")) {
      long first = exiting.awaitPids("spins", 1).get(0);
      long second = terminated.awaitPids("spins", 1).get(0);

      exiting.say("exit");
      Processes.send("TERM", terminated.pid());

      assertThat(exiting.awaitExit()).isEqualTo(3);
      assertThat(terminated.awaitExit()).isEqualTo(143);
      awaitGone(first, GONE);
      awaitGone(second, GONE);
    }
    awaitNoRunDirectory();
  }

  @Test
  void aProcessThatStartsItselfAgainAndAgainIsStopped() throws Exception {
    try (TestJvm parent =
        TestJvm.start(
            TreeParent.class,
            List.of("-Dmultiprocessing.run-directory=" + folder, "-Dmultiprocessing.max-depth=3"),
            Map.of(),
            "bomb")) {
      assertThat(parent.awaitLine("refused: ", 1))
          .contains("at most 3 deep", "depth=4", "-Dmultiprocessing.max-depth");
      assertThat(parent.awaitExit()).isZero();
      for (long pid : parent.awaitPids("nested", 3)) {
        awaitGone(pid, GONE);
      }
    }
    awaitNoRunDirectory();
  }

  @Test
  void theFirstStartMayComeFromAnInterruptedThread() throws Exception {
    try (TestJvm parent = parent("interrupted")) {
      assertThat(parent.awaitExit()).as(parent.output()).isZero();
      assertThat(parent.awaitLine("flag ", 1)).isEqualTo("true");
      assertThat(parent.awaitLine("code ", 1)).isEqualTo("0");
    }
  }
}
