package io.multiprocessing.internal.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.testing.TestJvm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NativeAccessTest {

  /** Prints what its JVM, and a child of it, allows. */
  @SuppressWarnings("serial")
  static final class Asking {
    private Asking() {}

    public static void main(String[] arguments) throws Exception {
      System.out.println("parent " + NativeAccess.isAllowed());
      ChildProcess child =
          Multiprocessing.get().process(() -> System.out.println("child " + NativeAccess.isAllowed()));
      child.start();
      child.join();
    }
  }

  @Test
  void childrenAreAllowedWhatTheirParentIs() throws Exception {
    boolean known = Runtime.version().feature() >= 22;
    try (TestJvm allowed = TestJvm.start(Asking.class, List.of(NativeAccess.ARGUMENT), Map.of());
        TestJvm silent = TestJvm.start(Asking.class, List.of(), Map.of())) {
      assertThat(allowed.awaitLine("parent ", 1)).isEqualTo(Boolean.toString(known));
      assertThat(allowed.awaitLine("child ", 1)).isEqualTo(Boolean.toString(known));
      assertThat(silent.awaitLine("parent ", 1)).isEqualTo("false");
      assertThat(silent.awaitLine("child ", 1)).isEqualTo("false");
    }
  }
}
