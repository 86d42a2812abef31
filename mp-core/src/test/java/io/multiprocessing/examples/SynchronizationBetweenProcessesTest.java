package io.multiprocessing.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.sync.InterProcessLock;
import io.multiprocessing.testing.TestJvm;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The reference page's example "Synchronization between processes": ten processes print, one at a time. */
@Timeout(120)
class SynchronizationBetweenProcessesTest {

  /** The example. */
  static final class HelloWorld {

    private HelloWorld() {}

    static void f(InterProcessLock lock, int i) {
      lock.lock();
      try {
        System.out.println("hello world " + i);
      } finally {
        lock.unlock();
      }
    }

    public static void main(String[] args) {
      InterProcessLock lock = Multiprocessing.get().lock();
      for (int num = 0; num < 10; num++) {
        int i = num;
        Multiprocessing.get().process(() -> f(lock, i)).start();
      }
    }
  }

  @Test
  void tenProcessesPrintUnderALock() throws Exception {
    try (TestJvm jvm = TestJvm.start(HelloWorld.class, List.of(), Map.of())) {
      assertThat(jvm.awaitExit()).isZero();
      assertThat(jvm.awaitLine("hello world ", 10)).isNotEmpty();
      assertThat(jvm.output().lines().filter(line -> !line.startsWith("err: "))) // where newer JVMs warn of JNA
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 10).mapToObj(i -> "hello world " + i).toList());
    }
  }
}
