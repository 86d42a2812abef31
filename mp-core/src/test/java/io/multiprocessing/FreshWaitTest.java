package io.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.connection.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The first wait of a JVM that is the first of its tree. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FreshWaitTest {

  /** The JVM: waits while it is interrupted, and then again. */
  public static final class InterruptedWait {

    private InterruptedWait() {}

    public static void main(String[] arguments) throws Exception {
      try (Pipe pipe = Multiprocessing.get().pipe()) {
        Thread.currentThread().interrupt();
        try {
          System.out.println(Waitables.await(List.of(pipe.first())));
        } catch (InterruptedException e) {
          System.out.println("interrupted");
        }
        pipe.second().send("x");
        System.out.println(Waitables.await(List.of(pipe.first())).size());
      }
    }
  }

  @Test
  void anInterruptBeforeThereIsABellIsAnInterrupt() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("java.class.path"), InterruptedWait.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(output.lines()).containsExactly("interrupted", "1");
      assertThat(process.waitFor()).isZero();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
