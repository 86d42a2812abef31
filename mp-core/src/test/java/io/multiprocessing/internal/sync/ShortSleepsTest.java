package io.multiprocessing.internal.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.memory.SegmentKind;
import io.multiprocessing.internal.os.ProcessTable;
import io.multiprocessing.internal.sync.RobustMutex.Outcome;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The dead are found though no sleep lasts its time. */
@Timeout(60)
class ShortSleepsTest {

  private static final Duration SOON = Duration.ofSeconds(3);
  private static final Duration LIMIT = Duration.ofSeconds(6);
  private static long dead;

  private long start;

  @BeforeAll
  static void aProcessHasEnded() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    dead = ProcessTable.stamp(process.pid(), 1);
  }

  @BeforeEach
  void begin() {
    start = System.nanoTime();
  }

  @AfterEach
  void itWasNotTheEndOfTheLimit() {
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
  }

  private static SharedWords victim(Segment segment) {
    return new VictimWords(segment, dead, Integer.MAX_VALUE);
  }

  @Test
  void theHolderOfAMutex() throws Exception {
    Segment segment = Segment.create(SegmentKind.LOCK, LockDescriptor.LENGTH);
    new RobustMutex(victim(segment), LockDescriptor.MUTEX_OFFSET).lock();
    RobustMutex mutex = new RobustMutex(new RestlessWords(segment), LockDescriptor.MUTEX_OFFSET);
    assertThat(mutex.lock(WaitBudget.interruptible(LIMIT))).isEqualTo(Outcome.OWNER_DIED);
    segment.release();
  }

  @Test
  void theHolderOfAPermit() throws Exception {
    Segment segment = Segment.create(SegmentKind.SEMAPHORE, SemaphoreDescriptor.LENGTH);
    SharedWords words = new RestlessWords(segment);
    SemaphoreCore.initialize(words, 1, true);
    SemaphoreCore core = new SemaphoreCore(words);
    assertThat(core.tryAcquire()).isTrue();
    assertThat(core.tryAcquire()).as("this look found nobody dead").isFalse();
    assertThat(core.release()).isTrue();
    assertThat(new SemaphoreCore(victim(segment)).take()).isTrue();
    assertThat(core.acquire(WaitBudget.interruptible(LIMIT))).isTrue();
    segment.release();
  }

  @Test
  void theReceiverOfASignal() throws Exception {
    Segment segment = Segment.create(SegmentKind.CONDITION, ConditionDescriptor.LENGTH);
    ConditionCore core = new ConditionCore(new RestlessWords(segment));
    assertThat(core.sleep(core.enter(), WaitBudget.interruptible(1_000_000))).isFalse();
    new ConditionCore(victim(segment)).enter();
    int place = core.enter();
    core.signal(1);
    assertThat(core.sleep(place, WaitBudget.interruptible(LIMIT))).as("it is passed on").isTrue();
    core.leave(place);
    segment.release();
  }

  @Test
  void whoWaitedAtABarrier() throws Exception {
    Segment segment = Segment.create(SegmentKind.BARRIER, BarrierDescriptor.length(3));
    SharedWords words = new RestlessWords(segment);
    BarrierCore.initialize(words, 3);
    BarrierCore core = new BarrierCore(words);
    assertThatThrownBy(() -> core.await(null, WaitBudget.interruptible(0)))
        .as("this look found nobody dead").isInstanceOf(TimeoutException.class);
    core.reset();
    new BarrierPlaces(victim(segment), BarrierDescriptor.places(3)).take(1, BarrierDescriptor.PLACE_WAITING);
    assertThatThrownBy(() -> core.await(null, WaitBudget.interruptible(LIMIT)))
        .isInstanceOf(BrokenBarrierException.class);
    segment.release();
  }
}
