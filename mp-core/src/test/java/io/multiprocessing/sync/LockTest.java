package io.multiprocessing.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LockTest extends LockContract {

  @Override
  InterProcessLock create() {
    return MP.lock();
  }

  @Test
  void anyThreadAndAnyProcessMayUnlock() throws Exception {
    InterProcessLock lock = create();
    lock.lock();
    assertThat(Background.run(lock::unlock).get()).isTrue();
    lock.lock();
    try (Children children = new Children()) {
      children.start(lock::unlock);
      assertThat(lock.tryLock(Duration.ofSeconds(30))).isTrue();
      children.join();
    }
    lock.unlink();
  }

  @Test
  void itIsNotReentrant() {
    try (InterProcessLock lock = create()) {
      lock.lock();
      assertThat(lock.tryLock()).isFalse();
    }
  }

  @Test
  void unlockingAFreeLockIsAnError() {
    try (InterProcessLock lock = create()) {
      assertThatThrownBy(lock::unlock)
          .isInstanceOf(IllegalMonitorStateException.class)
          .hasMessageContaining("only a lock that somebody holds can be unlocked")
          .hasMessageContaining("lock=");
    }
  }
}
