package io.multiprocessing.internal.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.memory.SegmentHandle;
import io.multiprocessing.internal.memory.SegmentKind;
import io.multiprocessing.internal.sync.RobustMutex.Outcome;
import io.multiprocessing.process.ChildProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RobustMutexTest {

  private static final int COUNTER = Segment.PAYLOAD + RobustMutex.LENGTH;

  private final Segment segment = Segment.create(SegmentKind.LOCK, 2 * RobustMutex.LENGTH);
  private final RobustMutex mutex = new RobustMutex(segment, Segment.PAYLOAD);

  private static void count(Segment segment, int times) {
    RobustMutex mutex = new RobustMutex(segment, Segment.PAYLOAD);
    for (int i = 0; i < times; i++) {
      mutex.lock();
      segment.memory().putLong(COUNTER, segment.memory().getLong(COUNTER) + 1);
      mutex.unlock();
    }
  }

  private record Counting(SegmentHandle handle, int times) implements RemoteRunnable {
    @Override
    public void run() {
      count(Segment.attach(handle), times);
    }
  }

  @Test
  void onlyOneHoldsItOfThreadsAndOfProcesses() throws Exception {
    int times = 100_000;
    SegmentHandle handle = segment.send();
    List<ChildProcess> children = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      ChildProcess child = Multiprocessing.get().process(new Counting(handle, times));
      child.start();
      children.add(child);
    }
    Thread thread = new Thread(() -> count(segment, times));
    thread.start();
    count(segment, times);
    thread.join();
    for (ChildProcess child : children) {
      child.join();
      assertThat(child.exitCode()).hasValue(0);
    }
    assertThat(segment.memory().getLong(COUNTER)).isEqualTo(4L * times);
    assertThat(mutex.isLocked()).isFalse();
  }

  @Test
  void aHolderThatIsKilledIsNoticedByTheNextWithinADecisecond() throws Exception {
    SegmentHandle handle = segment.send();
    ChildProcess child =
        Multiprocessing.get()
            .process(
                () -> {
                  new RobustMutex(Segment.attach(handle), Segment.PAYLOAD).lock();
                  Runtime.getRuntime().halt(9);
                });
    child.start();
    child.join();
    assertThat(mutex.ownerPid()).isEqualTo(child.pid().orElseThrow());
    long start = System.nanoTime();
    assertThat(mutex.lock(WaitBudget.interruptible())).isEqualTo(Outcome.OWNER_DIED);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));
    assertThat(mutex.diedPid()).isEqualTo(child.pid().orElseThrow());
    mutex.unlock();
    assertThat(mutex.lock(WaitBudget.interruptible())).isEqualTo(Outcome.ACQUIRED);
    mutex.unlock();
  }

  @Test
  void aWaitEndsWithItsTimeOrAnInterrupt() throws Exception {
    assertThat(mutex.tryLock()).isTrue();
    assertThat(mutex.tryLock()).isFalse();
    assertThat(mutex.lock(WaitBudget.interruptible(0))).isEqualTo(Outcome.TIMED_OUT);
    assertThat(mutex.lock(WaitBudget.interruptible(20_000_000))).isEqualTo(Outcome.TIMED_OUT);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> mutex.lock(WaitBudget.interruptible())).isInstanceOf(InterruptedException.class);
    assertThat(mutex.unlock()).isTrue();
    assertThat(mutex.unlock()).isFalse();
  }
}
