package io.multiprocessing.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.multiprocessing.api.SharedObjectException;
import io.multiprocessing.internal.os.ProcessTable;
import io.multiprocessing.internal.os.linux.ProcTable;
import io.multiprocessing.internal.os.portable.HandleTable;
import io.multiprocessing.testing.TestJvm;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HostTest {

  @Test
  void handlesAreAskedOnlyWhereProcIsNotMounted() {
    ProcessTable handles =
        Host.processTable(
            () -> {
              throw new NoSuchFileException("/proc/self/stat");
            });
    assertThat(handles).isInstanceOf(HandleTable.class);
    assertThat(handles.isAlive(handles.self())).isTrue();
    assertThat(handles.isAlive(ProcessTable.stamp(ProcessTable.pid(handles.self()), 0))).as("not known").isTrue();
  }

  @Test
  void aMomentWithoutDescriptorsDecidesNothing() {
    assertThatThrownBy(
            () ->
                Host.processTable(
                    () -> {
                      throw new FileSystemException("/proc/self/stat", null, "Too many open files");
                    }))
        .isInstanceOf(SharedObjectException.class)
        .hasMessageContaining("Too many open files; try again");
    assertThat(Host.processes()).isSameAs(Host.processes());
  }

  @Test
  void thePortableBranchTellsProcessesApartAsTheOtherDoes() throws Exception {
    assumeThat(Files.exists(Path.of("/proc/self/stat"))).as("/proc is mounted").isTrue();
    try (TestJvm portable = TestJvm.start(Main.class, List.of("-Dmultiprocessing.portable=true"), Map.of())) {
      assertThat(portable.awaitLine("table ", 1)).isEqualTo(ProcTable.class.getName());
      assertThat(portable.awaitExit()).isZero();
    }
  }

  /** Says how it tells processes apart. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) {
      System.out.println("table " + Host.processes().getClass().getName());
    }
  }
}
