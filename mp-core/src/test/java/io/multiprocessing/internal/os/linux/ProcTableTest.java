package io.multiprocessing.internal.os.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.internal.os.ProcessTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcTableTest {

  private static final long START = 4711;

  /** A line of {@code /proc/PID/stat}, whose command looks like the fields behind it. */
  private static String stat(char state, int threads) {
    return "42 (a) Z 0 (b) " + state + " 1 42 42 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 " + threads + " 0 " + START + " 0 0";
  }

  @Test
  void aProcessIsDeadWhenTheLastOfItsThreadsHasEnded() {
    assertThat(ProcTable.isAlive(stat('S', 1), START)).isTrue();
    assertThat(ProcTable.isAlive(stat('Z', 3), START)).as("only the first thread has ended").isTrue();
    assertThat(ProcTable.isAlive(stat('Z', 1), START)).isFalse();
    assertThat(ProcTable.isAlive(stat('X', 0), START)).isFalse();
  }

  @Test
  void aLaterProcessWithTheSameIdIsNotTheOneThatDied() {
    assertThat(ProcTable.isAlive(stat('R', 1), START + 1)).isFalse();
    assertThat(ProcTable.isAlive(stat('R', 1), 0)).as("nobody knows when it started").isTrue();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void realProcessesAreToldApart() throws Exception {
    ProcTable table = new ProcTable();
    assertThat(ProcessTable.pid(table.self())).isEqualTo(ProcessHandle.current().pid());
    assertThat(table.isAlive(table.self())).isTrue();
    Process process = new ProcessBuilder("sleep", "60").start();
    try {
      assertThat(table.isAlive(ProcessTable.stamp(process.pid(), 0))).as("unknown start").isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(table.isAlive(ProcessTable.stamp(process.pid(), 0))).isFalse();
  }
}
