package io.multiprocessing.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.testing.Processes;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a child prints reaches this process's own output, all of it, and never blocks the child. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChildProcessOutputTest {

  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final int LINES = 100_000;

  private static int run(RemoteRunnable target) throws InterruptedException {
    ChildProcess child = Multiprocessing.get().process("printer", target);
    child.start();
    if (!child.join(LIMIT)) {
      child.kill();
      throw new AssertionError("the child did not end: " + child);
    }
    return child.exitCode().orElseThrow();
  }

  @Test
  void isInherited() throws Exception {
    try (CapturedOutput captured = CapturedOutput.start()) {
      assertThat(run(() -> {
        System.out.println("to the output: Größe");
        System.err.println("to the error");
      })).isZero();

      assertThat(captured.output()).isEqualTo("to the output: Größe" + System.lineSeparator());
      assertThat(captured.error()).isEqualTo("to the error" + System.lineSeparator());
    }
  }

  @Test
  void includesWhatWasNotFlushed() throws Exception {
    try (CapturedOutput captured = CapturedOutput.start()) {
      assertThat(run(() -> {
        System.setOut(new PrintStream(new BufferedOutputStream(System.out, 1 << 16), false));
        System.out.print("not flushed");
      })).isZero();

      assertThat(captured.output()).isEqualTo("not flushed");
    }
  }

  @Test
  void hasTheWholeTraceOfAnUncaughtException() throws Exception {
    try (CapturedOutput captured = CapturedOutput.start()) {
      assertThat(run(() -> {
        throw new IllegalStateException("outer", new IOException("inner"));
      })).isEqualTo(1);

      assertThat(captured.error())
          .startsWith("Exception in process printer java.lang.IllegalStateException: outer")
          .contains("Caused by: java.io.IOException: inner", "at " + ChildProcessOutputTest.class.getName());
    }
  }

  @Test
  void mayBeTensOfMegabytesOnBothStreams() throws Exception {
    try (CapturedOutput captured = CapturedOutput.start()) {
      assertThat(run(() -> {
        Thread second = new Thread(() -> print(System.err));
        second.start();
        print(System.out);
        second.join();
      })).isZero();

      assertThat(captured.output()).hasSize(LINES * 100).endsWith("x\n");
      assertThat(captured.error()).hasSize(LINES * 100).endsWith("x\n");
    }
  }

  private static void print(PrintStream stream) {
    byte[] block = ("x".repeat(99) + "\n").repeat(100).getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < LINES / 100; i++) {
      stream.write(block, 0, block.length);
    }
    stream.flush();
  }

  @Test
  void isReadOnEvenIfTheApplicationsOwnStreamFails() throws Exception {
    PrintStream former = System.out;
    System.setOut(new PrintStream(OutputStream.nullOutputStream()) {
      @Override
      public void write(byte[] bytes, int offset, int length) {
        throw new IllegalStateException("expected by the test");
      }
    });
    try {
      assertThat(run(() -> {
        print(System.out);
        System.exit(System.out.checkError() ? 9 : 0);
      })).isZero();
    } finally {
      System.setOut(former);
    }
  }

  @Test
  void mayBeHeldOpenByAGrandchildForLongerThanTheChildLives(@TempDir Path folder) throws Exception {
    String file = folder.resolve("pid").toString();
    try {
      assertThat(run(() -> {
        Process holder = new ProcessBuilder("sleep", "300").inheritIO().start();
        Processes.report(file, Long.toString(holder.pid()));
        System.exit(5);
      })).isEqualTo(5);
    } finally {
      long holder = Long.parseLong(Processes.awaitReport(Path.of(file), LIMIT));
      ProcessHandle.of(holder).ifPresent(ProcessHandle::destroyForcibly);
    }
  }
}
