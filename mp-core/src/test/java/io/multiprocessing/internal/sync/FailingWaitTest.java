package io.multiprocessing.internal.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.memory.SegmentKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An error in the middle of a wait at a condition: the thread has the lock again, and no signal is lost. */
@Timeout(30)
class FailingWaitTest {

  private final Segment segment = Segment.create(SegmentKind.CONDITION, ConditionDescriptor.LENGTH);
  private Runnable inSleep = () -> {};

  /** Memory runs out while a thread falls asleep. */
  private final class NoMemory extends SharedWords {

    NoMemory() {
      super(segment);
    }

    @Override
    void await(int offset, int expected, long nanos) {
      inSleep.run();
      throw new OutOfMemoryError("made up");
    }
  }

  private int state(int place) {
    return segment.memory().getInt(ConditionDescriptor.stateOffset(place));
  }

  @Test
  void leavesTheLockHeldAndThePlaceFree() {
    ConditionCore core = segment.local(ConditionCore.class, () -> new ConditionCore(new NoMemory()));
    SharedReentrantLock lock = new SharedReentrantLock(Segment.create(SegmentKind.LOCK, LockDescriptor.LENGTH));
    SharedCondition condition = new SharedCondition(segment, lock, true);
    lock.lock();
    lock.lock();
    assertThatThrownBy(condition::await).isInstanceOf(OutOfMemoryError.class);
    assertThat(lock.getHoldCount()).isEqualTo(2);
    assertThat(state(0)).isEqualTo(ConditionDescriptor.FREE);

    int next = 1;
    inSleep =
        () -> {
          assertThat(core.enter()).isEqualTo(next); // another thread
          core.signal(1);
        };
    assertThatThrownBy(condition::await).isInstanceOf(OutOfMemoryError.class);
    assertThat(state(0)).isEqualTo(ConditionDescriptor.FREE);
    assertThat(state(next)).as("the signal is passed on").isEqualTo(ConditionDescriptor.SIGNALLED);
    assertThat(lock.getHoldCount()).isEqualTo(2);
    lock.unlock();
    lock.unlock();
    condition.close();
  }
}
