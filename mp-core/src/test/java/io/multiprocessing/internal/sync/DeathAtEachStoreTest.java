package io.multiprocessing.internal.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.memory.SegmentKind;
import io.multiprocessing.internal.os.ProcessTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A process dies after each single store to shared memory that an operation makes, from many states, and those who are
 * left must find every rule kept: thousands of simulated deaths. The victims have the stamps of processes that have
 * really ended; {@code KillTest} kills real ones.
 */
@Timeout(120)
class DeathAtEachStoreTest {

  private static final int ROUNDS = 60;
  private static final List<Long> DEAD = new ArrayList<>();

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private int deaths;
  private Segment segment = Segment.create(SegmentKind.LOCK, LockDescriptor.LENGTH);

  /** What a victim does; it throws {@link Abandoned} if it dies on the way. */
  private interface Operation {
    void run(SharedWords words) throws Exception;
  }

  /** What those who are left check, given whether the victim died before it was done. */
  private interface Check {
    void run(boolean died) throws Exception;
  }

  @BeforeAll
  static void someProcessesHaveEnded() throws Exception {
    for (int i = 0; i < 3; i++) {
      Process process = new ProcessBuilder("true").start();
      process.waitFor();
      DEAD.add(ProcessTable.stamp(process.pid(), 1));
    }
  }

  /** Runs the operation from the same state again and again, and lets it die one store later each time. */
  private void atEachStore(Supplier<Segment> state, Operation operation, Check check) throws Exception {
    boolean died = true;
    for (int stores = 0; died; stores++) {
      segment = state.get();
      VictimWords words = new VictimWords(segment, DEAD.get(0), stores);
      try {
        operation.run(words);
        died = false;
      } catch (Abandoned e) {
        deaths++;
      }
      try {
        check.run(died);
      } catch (Throwable e) {
        throw new AssertionError("seed=" + seed + ", deathAfterStore=" + (died ? stores : "none"), e);
      } finally {
        segment.release();
      }
    }
  }

  private SharedWords words() {
    return new SharedWords(segment);
  }

  /** A process that has ended and got through with what it did. */
  private static SharedWords dead(Segment segment, int which) {
    return new VictimWords(segment, DEAD.get(which), Integer.MAX_VALUE);
  }

  private void report(String what, int atLeast) {
    System.out.println("simulated deaths: " + what + "=" + deaths + ", seed=" + seed);
    assertThat(deaths).isGreaterThanOrEqualTo(atLeast);
  }

  @Test
  void aMutexIsTakenOver() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      atEachStore(
          () -> Segment.create(SegmentKind.LOCK, LockDescriptor.LENGTH),
          words -> {
            RobustMutex mutex = new RobustMutex(words, LockDescriptor.MUTEX_OFFSET);
            mutex.lock();
            mutex.unlock();
          },
          died -> {
            RobustMutex mutex = new RobustMutex(segment, LockDescriptor.MUTEX_OFFSET);
            boolean held = mutex.isLocked();
            assertThat(mutex.lock()).isEqualTo(held);
            assertThat(mutex.unlock()).isTrue();
            assertThat(mutex.tryLock()).isTrue();
          });
    }
    report("mutex", 2 * ROUNDS);
  }

  @Test
  void aSemaphoreLosesNoPermitAndMakesNoneUp() throws Exception {
    for (int round = 0; round < 4 * ROUNDS; round++) {
      int initial = 1 + random.nextInt(4);
      int added = random.nextInt(3);
      int earlier = random.nextInt(initial + added + 1);
      int third = random.nextInt(initial + added - earlier + 1);
      int mine = random.nextInt(initial + added - earlier - third + 1);
      int kind = random.nextInt(3);
      atEachStore(
          () -> semaphore(initial, added, earlier, third, mine),
          words -> {
            SemaphoreCore core = new SemaphoreCore(words);
            if (kind == 0 && earlier > 0) {
              core.release();
            } else if (kind == 1) {
              core.acquire(WaitBudget.interruptible(0));
            } else {
              boolean got = core.tryAcquire();
              while (got) { // until it has to look whose permits come back
                got = core.tryAcquire();
              }
            }
          },
          died -> {
            int permits = mine;
            while (new SemaphoreCore(words()).tryAcquire()) { // a new one looks for the dead at once
              permits++;
            }
            assertThat(permits).as("permits").isBetween(Math.max(initial, mine), initial + added);
            SemaphoreCore core = new SemaphoreCore(words());
            for (int i = 0; i < permits; i++) {
              assertThat(core.release()).isTrue();
            }
            assertThat(core.available()).isEqualTo(permits);
            assertThat(words().getInt(SemaphoreDescriptor.SLEEPERS_OFFSET)).isZero();
          });
    }
    report("semaphore", 10 * ROUNDS);
  }

  /**
   * The victim, a third process that is dead by now, and this one have taken permits; a fourth had added some, and is
   * dead.
   */
  private Segment semaphore(int initial, int added, int earlier, int third, int mine) {
    Segment made = Segment.create(SegmentKind.SEMAPHORE, SemaphoreDescriptor.LENGTH);
    SemaphoreCore.initialize(new SharedWords(made), initial, false);
    for (int i = 0; i < added; i++) {
      new SemaphoreCore(dead(made, 2)).release();
    }
    take(dead(made, 0), earlier);
    take(dead(made, 1), third);
    take(new SharedWords(made), mine);
    return made;
  }

  private static void take(SharedWords words, int times) {
    SemaphoreCore core = new SemaphoreCore(words);
    for (int i = 0; i < times; i++) {
      assertThat(core.take()).isTrue();
    }
  }

  @Test
  void aWaiterThatDiesTakesNoSignalAway() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      int signals = 1 + random.nextInt(3);
      boolean first = random.nextBoolean();
      List<Integer> places = new ArrayList<>();
      atEachStore(
          () -> condition(places, first ? 0 : 3),
          words -> {
            ConditionCore victim = new ConditionCore(words);
            victim.sleep(victim.enter(), WaitBudget.interruptible(0));
          },
          died -> {
            enter(segment, places, first ? 3 : 0);
            new ConditionCore(words()).signal(signals);
            assertThat(woken(places)).isEqualTo(signals);
          });
    }
    report("condition, waiter", 3 * ROUNDS);
  }

  @Test
  void aSignalThatWasNotTakenUpIsPassedOnEvenIfWhoPassesItDies() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      int[] place = new int[1];
      List<Integer> places = new ArrayList<>();
      boolean[] taken = new boolean[1];
      atEachStore(
          () -> {
            taken[0] = false;
            Segment made = condition(places, 0);
            new ConditionCore(dead(made, 1)).enter();
            place[0] = new ConditionCore(dead(made, 0)).enter();
            enter(made, places, 2);
            new ConditionCore(new SharedWords(made)).signal(1); // goes to a dead one
            return made;
          },
          words -> {
            ConditionCore victim = new ConditionCore(words);
            if (victim.sleep(place[0], WaitBudget.interruptible(0))) {
              taken[0] = true;
              victim.leave(place[0]);
            }
          },
          died -> {
            int woken = woken(places);
            if (taken[0] && words().getInt(ConditionDescriptor.stateOffset(place[0])) == ConditionDescriptor.FREE) {
              assertThat(woken).as("the victim had it").isBetween(0, 1);
            } else {
              assertThat(woken).as("one, or one too many").isBetween(1, 2);
            }
          });
    }
    report("condition, passing on", 4 * ROUNDS);
  }

  @Test
  void whatADeadSignallerBeganIsKeptAndTheRestCanBeSignalled() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      int signals = 1 + random.nextInt(4);
      List<Integer> places = new ArrayList<>();
      atEachStore(
          () -> condition(places, 4),
          words -> new ConditionCore(words).signal(signals),
          died -> {
            List<Integer> left = new ArrayList<>(places);
            left.removeIf(place -> !isSignalled(place));
            assertThat(left.size()).isBetween(died ? 0 : signals, signals);
            assertThat(left).isEqualTo(places.subList(0, left.size()));
            new ConditionCore(words()).signalAll();
            assertThat(woken(places)).isEqualTo(4);
          });
    }
    report("condition, signaller", 5 * ROUNDS);
  }

  private boolean isSignalled(int place) {
    return words().getInt(ConditionDescriptor.stateOffset(place)) == ConditionDescriptor.SIGNALLED;
  }

  private static Segment condition(List<Integer> places, int waiters) {
    Segment made = Segment.create(SegmentKind.CONDITION, ConditionDescriptor.LENGTH);
    places.clear();
    enter(made, places, waiters);
    return made;
  }

  private static void enter(Segment segment, List<Integer> places, int waiters) {
    ConditionCore core = new ConditionCore(new SharedWords(segment));
    for (int i = 0; i < waiters; i++) {
      places.add(core.enter());
    }
  }

  /** Lets the waiters sleep for no time, the last first; how many were signalled. */
  private int woken(List<Integer> places) throws InterruptedException {
    ConditionCore core = new ConditionCore(words());
    int woken = 0;
    for (int i = places.size() - 1; i >= 0; i--) {
      if (core.sleep(places.get(i), WaitBudget.interruptible(0))) {
        core.leave(places.get(i));
        woken++;
      }
    }
    return woken;
  }

  @Test
  void aBarrierTripsOrBreaksForAllWhoAreLeftAndCanBeReset() throws Exception {
    for (int round = 0; round < 3 * ROUNDS; round++) {
      int parties = 2 + random.nextInt(3);
      int waiting = random.nextInt(parties);
      int kind = random.nextInt(4);
      RemoteRunnable action = random.nextBoolean() ? () -> {} : null;
      atEachStore(
          () -> {
            Segment made = Segment.create(SegmentKind.BARRIER, BarrierDescriptor.length(parties));
            BarrierCore.initialize(new SharedWords(made), parties);
            arrive(made, waiting);
            return made;
          },
          words -> {
            BarrierCore core = new BarrierCore(words);
            if (kind == 0) {
              core.abort();
            } else if (kind == 1) {
              core.reset();
            } else {
              await(core, action);
            }
          },
          died -> {
            await(new BarrierCore(words()), null); // comes, looks, and goes
            Set<Integer> ends = outcomes();
            assertThat(ends).as("all in the same way").hasSizeLessThanOrEqualTo(1);
            assertThat(ends)
                .isSubsetOf(BarrierDescriptor.PLACE_TRIPPED, BarrierDescriptor.PLACE_BROKEN);
            new BarrierCore(words()).reset();
            arrive(segment, parties - 1);
            assertThat(new BarrierCore(words()).await(null, WaitBudget.interruptible(0))).isZero();
            assertThat(outcomes()).containsExactly(BarrierDescriptor.PLACE_TRIPPED);
          });
    }
    report("barrier", 10 * ROUNDS);
  }

  private static void await(BarrierCore core, @Nullable RemoteRunnable action) throws InterruptedException {
    try {
      core.await(action, WaitBudget.interruptible(0));
    } catch (TimeoutException | BrokenBarrierException e) {
      // one of the ways in which a wait may end
    }
  }

  /** Threads of this process that arrive, and sleep from then on. */
  private static void arrive(Segment segment, int threads) {
    SharedWords sleeping =
        new SharedWords(segment) {
          @Override
          void await(int offset, int expected, long nanos) {
            throw new Abandoned();
          }
        };
    for (int i = 0; i < threads; i++) {
      assertThatThrownBy(() -> new BarrierCore(sleeping).await(null, WaitBudget.interruptible()))
          .isInstanceOf(Abandoned.class);
    }
  }

  /** What the threads of this process that sleep were told; they leave. */
  private Set<Integer> outcomes() {
    SharedWords words = words();
    int count = BarrierDescriptor.places(words.getInt(BarrierDescriptor.PARTIES_OFFSET));
    BarrierPlaces places = new BarrierPlaces(words, count);
    Set<Integer> outcomes = new TreeSet<>();
    for (int place = 0; place < count; place++) {
      if (places.state(place) != BarrierDescriptor.PLACE_FREE
          && words.getLong(BarrierDescriptor.stampOffset(place)) == words.self()) {
        outcomes.add(places.state(place));
        places.free(place);
      }
    }
    return outcomes;
  }
}
