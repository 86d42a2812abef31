package io.multiprocessing.internal.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.memory.SegmentKind;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens when a table in shared memory has no room: the dead make room, the living get a clear error or wait. */
@Timeout(60)
class FullTablesTest {

  /** One of many processes; all of them are alive, or only this one. */
  private static SharedWords process(Segment segment, long stamp, boolean allAlive) {
    return new SharedWords(segment) {
      @Override
      long self() {
        return stamp;
      }

      @Override
      boolean isAlive(long other) {
        return allAlive || other == stamp;
      }
    };
  }

  private static Segment semaphore(int permits) {
    Segment segment = Segment.create(SegmentKind.SEMAPHORE, SemaphoreDescriptor.LENGTH);
    SemaphoreCore.initialize(new SharedWords(segment), permits, false);
    return segment;
  }

  @Test
  void aSemaphoreIsFullWhenAllEntriesHoldPermitsOfTheLiving() throws Exception {
    Segment segment = semaphore(1_000);
    for (int i = 1; i <= SemaphoreDescriptor.ENTRIES; i++) {
      assertThat(new SemaphoreCore(process(segment, i, true)).take()).isTrue();
    }
    SemaphoreCore late = new SemaphoreCore(process(segment, 9_999, true));
    assertThatThrownBy(late::take)
        .isInstanceOf(IllegalStateException.class).hasMessageContaining("at most 512 processes can hold permits");
    assertThat(late.available()).isEqualTo(1_000 - SemaphoreDescriptor.ENTRIES);
    new SemaphoreCore(process(segment, 7, true)).release();
    assertThat(late.take()).as("an entry that says nothing is free for others").isTrue();
    assertThat(new SemaphoreCore(process(segment, 8_888, false)).take()).as("the dead make room").isTrue();
    assertThat(late.available()).isEqualTo(999);
  }

  private static Segment condition() {
    return Segment.create(SegmentKind.CONDITION, ConditionDescriptor.LENGTH);
  }

  @Test
  void aConditionIsFullWhenAllPlacesHaveWaitersThatLive() {
    Segment segment = condition();
    ConditionCore core = new ConditionCore(process(segment, 1, true));
    for (int i = 0; i < ConditionDescriptor.PLACES; i++) {
      core.enter();
    }
    ConditionCore late = new ConditionCore(process(segment, 2, true));
    assertThatThrownBy(late::enter)
        .isInstanceOf(IllegalStateException.class).hasMessageContaining("at most 1024 threads can wait at a condition");
    assertThat(new ConditionCore(process(segment, 3, false)).enter()).as("the dead make room").isZero();
    assertThat(late.signal(5)).isEqualTo(1);
  }

  @Test
  void aBarriersLeavingThreadsMakeTheNextOnesWait() throws Exception {
    Segment segment = Segment.create(SegmentKind.BARRIER, BarrierDescriptor.length(2));
    BarrierCore.initialize(new SharedWords(segment), 2);
    int count = BarrierDescriptor.places(2);
    SharedWords words = process(segment, 1, true);
    BarrierPlaces places = new BarrierPlaces(words, count);
    for (int i = 0; i < count; i++) {
      assertThat(places.take(0, BarrierDescriptor.PLACE_TRIPPED)).isEqualTo(i);
    }
    BarrierCore core = new BarrierCore(process(segment, 2, true));
    assertThatThrownBy(() -> core.await(null, WaitBudget.interruptible(5_000_000)))
        .isInstanceOf(TimeoutException.class);
    assertThat(core.isBroken()).as("it had not arrived").isFalse();
    places.free(3);
    assertThatThrownBy(() -> core.await(null, WaitBudget.interruptible(5_000_000)))
        .isInstanceOf(TimeoutException.class);
    assertThat(core.isBroken()).as("it had arrived").isTrue();
    BarrierCore survivor = new BarrierCore(process(segment, 3, false));
    survivor.reset();
    places.take(0, BarrierDescriptor.PLACE_BROKEN);
    assertThatThrownBy(() -> survivor.await(null, WaitBudget.interruptible(0)))
        .as("the dead make room").isInstanceOf(TimeoutException.class);
    assertThatThrownBy(() -> survivor.await(null, WaitBudget.interruptible(0)))
        .isInstanceOf(BrokenBarrierException.class);
  }
}
