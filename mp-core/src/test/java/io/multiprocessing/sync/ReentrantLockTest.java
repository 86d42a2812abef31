package io.multiprocessing.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.api.RemoteRunnable;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class ReentrantLockTest extends LockContract {

  @Override
  InterProcessReentrantLock create() {
    return MP.reentrantLock();
  }

  @Test
  void itIsFreeWhenItWasUnlockedAsOftenAsLocked() throws Exception {
    try (InterProcessReentrantLock lock = create()) {
      assertThat(lock.getHoldCount()).isZero();
      lock.lock();
      lock.lockInterruptibly();
      assertThat(lock.tryLock()).isTrue();
      assertThat(lock.tryLock(Duration.ZERO)).isTrue();
      assertThat(lock.getHoldCount()).isEqualTo(4);
      assertThat(lock.isHeldByCurrentThread()).isTrue();
      for (int left = 3; left >= 0; left--) {
        assertThat(lock.isLocked()).isTrue();
        assertThat(Background.call(lock::tryLock).get()).isFalse();
        lock.unlock();
        assertThat(lock.getHoldCount()).isEqualTo(left);
      }
      assertThat(lock.isLocked()).isFalse();
      assertThat(lock.isHeldByCurrentThread()).isFalse();
    }
  }

  private record Refused(InterProcessReentrantLock lock) implements RemoteRunnable {
    @Override
    public void run() {
      assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
      assertThat(lock.isHeldByCurrentThread()).isFalse();
      assertThat(lock.tryLock()).isFalse();
    }
  }

  @Test
  void onlyTheThreadThatHoldsItMayUnlock() throws Exception {
    InterProcessReentrantLock lock = create();
    assertThatThrownBy(lock::unlock)
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessageContaining("only the thread that holds a reentrant lock can unlock it")
        .hasMessageContaining("holderPid=0");
    lock.lock();
    assertThatThrownBy(Background.run(lock::unlock)::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IllegalMonitorStateException.class)
        .hasMessageContaining("holderPid=" + ProcessHandle.current().pid());
    assertThat(Background.call(lock::getHoldCount).get()).isZero();
    assertThat(Background.call(lock::isHeldByCurrentThread).get()).isFalse();
    try (Children children = new Children()) {
      children.start(new Refused(lock));
      children.join();
    }
    lock.unlock();
    lock.unlink();
  }
}
