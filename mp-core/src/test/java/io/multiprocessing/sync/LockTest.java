package io.multiprocessing.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.process.ChildProcess;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LockTest {

  private static final Multiprocessing MP = Multiprocessing.get();

  @Test
  void theDeathOfAHolderIsToldOnceAndTheLockIsFree() throws Exception {
    try (InterProcessLock lock = MP.lock()) {
      ChildProcess child =
          MP.process(
              () -> {
                lock.lock();
                Runtime.getRuntime().halt(9);
              });
      child.start();
      child.join();
      assertThatThrownBy(lock::lock)
          .isInstanceOfSatisfying(
              OwnerDiedException.class, e -> assertThat(e.pid()).isEqualTo(child.pid().orElseThrow()));
      assertThat(lock.isLocked()).isFalse();
      lock.lock();
      lock.unlock();
      lock.unlink();
    }
  }

  @Test
  void anotherProcessMayUnlock() throws Exception {
    try (InterProcessLock lock = MP.lock()) {
      lock.lock();
      ChildProcess child = MP.process(lock::unlock);
      child.start();
      assertThat(lock.tryLock(Duration.ofSeconds(20))).isTrue();
      child.join();
      assertThat(child.exitCode()).hasValue(0);
      lock.unlink();
    }
  }
}
