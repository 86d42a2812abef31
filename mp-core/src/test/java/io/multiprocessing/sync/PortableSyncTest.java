package io.multiprocessing.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.process.LaunchOptions;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * All tests of the primitives once more in a process, and its children, that are forced onto the plain Java branch: no
 * futex, no {@code /proc}. Failures are in the child's standard error.
 */
@Timeout(240)
class PortableSyncTest {

  @ParameterizedTest
  @ValueSource(
      classes = {
        LockTest.class, ReentrantLockTest.class, SemaphoreTest.class, ConditionTest.class, EventTest.class,
        BarrierTest.class
      })
  void holdsWithoutFutexesToo(Class<?> tests) throws Exception {
    LaunchOptions portable = LaunchOptions.builder().jvmArguments("-Dmultiprocessing.portable=true").build();
    ChildProcess child = Multiprocessing.get().with(portable).process(new ContractRun(tests));
    child.start();
    try {
      assertThat(child.join(Duration.ofSeconds(200))).isTrue();
      assertThat(child.exitCode()).hasValue(0);
    } finally {
      child.kill();
      child.join();
    }
  }
}
