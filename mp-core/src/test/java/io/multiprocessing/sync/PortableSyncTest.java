package io.multiprocessing.sync;

import io.multiprocessing.pool.Pool;
import io.multiprocessing.testing.Portable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All tests of the primitives once more in a process, and its children, that are forced onto the plain Java branch. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
class PortableSyncTest {

  private Pool portable;

  @BeforeAll
  void startPortableProcess() {
    portable = Portable.worker();
  }

  @AfterAll
  void endPortableProcess() {
    portable.close();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        LockTest.class, ReentrantLockTest.class, SemaphoreTest.class, ConditionTest.class, EventTest.class,
        BarrierTest.class
      })
  void holdsWithoutFutexesToo(Class<?> tests) throws Exception {
    portable.run(new ContractRun(tests));
  }
}
