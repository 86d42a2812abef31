package io.multiprocessing.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.shared.SharedMemory.Tracking;
import io.multiprocessing.sync.InterProcessLock;
import io.multiprocessing.sync.OwnerDiedException;
import io.multiprocessing.testing.Portable;
import io.multiprocessing.testing.Small;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What several processes do to the same data; run by this JVM, and again by one whose whole tree is portable. */
final class SharedScenarios {

  /** Each is a scenario; public, because a child runs it by name. */
  public enum Scenario implements RemoteRunnable {
    EVERY_TYPE_TRAVELS,
    LOCKED_AND_ATOMIC_COUNTS_ARE_EXACT,
    THE_NEXT_ACCESS_LEARNS_OF_A_KILLED_HOLDER,
    A_GIVEN_LOCK_TRAVELS_WITH_ITS_OBJECT,
    STRUCTURES_TRAVEL,
    MEMORY_AND_LISTS_TRAVEL,
    WHAT_IS_UNLINKED_CANT_ARRIVE;

    @Override
    public void run() {
      try {
        SharedScenarios.run(this);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static final Duration NOTICE_LIMIT = Duration.ofSeconds(5); // the promise is 100 ms, the machine is shared

  private SharedScenarios() {}

  static Multiprocessing processes() {
    boolean portable = Boolean.getBoolean("multiprocessing.portable");
    return portable
        ? Multiprocessing.get().with(Portable.options())
        : Small.processes();
  }

  private static SharedObjects shared() {
    return Multiprocessing.get().shared();
  }

  static int exitCode(RemoteRunnable target) throws InterruptedException {
    return exitCode(start(target));
  }

  private static ChildProcess start(RemoteRunnable target) {
    ChildProcess child = processes().process(target);
    child.start();
    return child;
  }

  private static int exitCode(ChildProcess child) throws InterruptedException {
    child.join();
    return child.exitCode().orElseThrow();
  }

  static void run(Scenario scenario) throws InterruptedException {
    switch (scenario) {
      case EVERY_TYPE_TRAVELS -> everyTypeTravels();
      case LOCKED_AND_ATOMIC_COUNTS_ARE_EXACT -> countsAreExact();
      case THE_NEXT_ACCESS_LEARNS_OF_A_KILLED_HOLDER -> killedHolder();
      case A_GIVEN_LOCK_TRAVELS_WITH_ITS_OBJECT -> givenLock();
      case STRUCTURES_TRAVEL -> structures();
      case MEMORY_AND_LISTS_TRAVEL -> memoryAndLists();
      case WHAT_IS_UNLINKED_CANT_ARRIVE -> unlinked();
      default -> throw new AssertionError(scenario);
    }
  }

  private record Doubling(List<SharedScalar<?>> values, List<SharedArray<?>> arrays, SharedBoolean flag)
      implements RemoteRunnable {
    @Override
    public void run() {
      assertThat(values).hasSize(14).allSatisfy(value -> assertThat(value.isRaw()).isFalse());
      assertThat(arrays).hasSize(14).allSatisfy(array -> assertThat(array.isRaw()).isTrue());
      for (SharedScalar<?> value : values) {
        value.setNumber(2 * value.getNumber().intValue());
      }
      for (SharedArray<?> array : arrays) {
        array.setNumber(1, 2 * array.getNumber(0).intValue());
      }
      flag.set(!flag.get());
    }
  }

  private static void everyTypeTravels() throws InterruptedException {
    List<SharedScalar<?>> values = new ArrayList<>();
    List<SharedArray<?>> arrays = new ArrayList<>();
    for (char typecode : "bBhHiIlLqQfdcu".toCharArray()) {
      values.add(shared().value(typecode, 21));
      arrays.add(shared().raw().array(typecode, List.of(21, 0)));
    }
    SharedBoolean flag = shared().booleanValue(false);
    assertThat(exitCode(new Doubling(values, arrays, flag))).isZero();
    assertThat(flag.get()).isTrue();
    for (SharedScalar<?> value : values) {
      assertThat(value.getNumber().intValue()).as("typecode " + value.typecode()).isEqualTo(42);
      value.unlink();
    }
    for (SharedArray<?> array : arrays) {
      assertThat(array.toList().get(1).intValue()).as("typecode " + array.typecode()).isEqualTo(42);
      array.unlink();
    }
    flag.unlink();
  }

  private record Counting(SharedInt locked, SharedDouble sum, SharedLongArray atomic, int times)
      implements RemoteRunnable {
    @Override
    public void run() {
      for (int i = 0; i < times; i++) {
        locked.lock().lock();
        try {
          locked.set(locked.get() + 1);
        } finally {
          locked.lock().unlock();
        }
        sum.lock().lock();
        try {
          sum.set(sum.get() + 0.5);
        } finally {
          sum.lock().unlock();
        }
        atomic.incrementAndGet(0);
        atomic.accumulateAndGet(1, 2, Long::sum);
        atomic.addAndGet(2, -1);
      }
    }
  }

  private static void countsAreExact() throws InterruptedException {
    int times = 3_000;
    try (SharedInt locked = shared().intValue(0);
        SharedDouble sum = shared().doubleValue(0);
        SharedLongArray atomic = shared().raw().longArray(3)) {
      Counting counting = new Counting(locked, sum, atomic, times);
      List<ChildProcess> children = List.of(start(counting), start(counting));
      Thread thread = new Thread(counting::run);
      thread.start();
      counting.run();
      thread.join();
      for (ChildProcess child : children) {
        assertThat(exitCode(child)).isZero();
      }
      assertThat(locked.get()).isEqualTo(4 * times);
      assertThat(sum.get()).isEqualTo(2.0 * times);
      assertThat(atomic.toArray()).containsExactly(4L * times, 8L * times, -4L * times);
      locked.unlink();
      sum.unlink();
      atomic.unlink();
    }
  }

  private record DyingHolder(SharedIntArray array) implements RemoteRunnable {
    @Override
    public void run() {
      array.lock().lock();
      array.set(0, 1);
      Runtime.getRuntime().halt(9);
    }
  }

  private static void killedHolder() throws InterruptedException {
    try (SharedIntArray array = shared().intArray(2)) {
      assertThat(exitCode(new DyingHolder(array))).isEqualTo(9);
      long start = System.nanoTime();
      assertThatThrownBy(() -> array.get(0)).isInstanceOf(OwnerDiedException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(NOTICE_LIMIT);
      assertThat(array.toArray()).as("as it was left").containsExactly(1, 0);
      array.unlink();
    }
  }

  private record TryingLock(SharedByteArray array, SharedInt same) implements RemoteRunnable {
    @Override
    public void run() {
      same.set(array.lock().tryLock() ? 1 : 2);
    }
  }

  private static void givenLock() throws InterruptedException {
    try (InterProcessLock lock = Multiprocessing.get().lock();
        SharedByteArray array = shared().lockedBy(lock).byteArray("abc".getBytes(StandardCharsets.UTF_8));
        SharedInt tried = shared().raw().intValue(0)) {
      lock.lock();
      assertThat(array.raw().getString()).as("without the lock, which isn't reentrant").isEqualTo("abc");
      assertThat(exitCode(new TryingLock(array, tried))).isZero();
      assertThat(tried.get()).as("the same lock, which is held").isEqualTo(2);
      lock.unlock();
      assertThat(array.getString()).isEqualTo("abc");
      lock.unlink();
      array.unlink();
      tried.unlink();
    }
  }

  private record Moving(SharedStruct<Point> point, SharedStructArray<Point> points) implements RemoteRunnable {
    @Override
    public void run() {
      point.update(p -> p.x += 1);
      points.updateAll(p -> p.y = -p.y);
    }
  }

  private static void structures() throws InterruptedException {
    try (SharedStruct<Point> point = shared().struct(new Point(1, 2));
        SharedStructArray<Point> points =
            shared().raw().structArray(Point.class, List.of(new Point(3, 4), new Point(5, 6)))) {
      assertThat(exitCode(new Moving(point, points))).isZero();
      assertThat(point.get()).extracting(p -> p.x, p -> p.y).containsExactly(2.0, 2.0);
      assertThat(points.toList()).extracting(p -> p.x, p -> p.y).containsExactly(tuple(3.0, -4.0), tuple(5.0, -6.0));
      point.unlink();
      points.unlink();
    }
  }

  private record Writing(SharedMemory memory, ShareableList list) implements RemoteRunnable {
    @Override
    public void run() {
      memory.buffer().put(99, (byte) 7);
      list.set(1, "ärgern");
      memory.close();
      list.close();
    }
  }

  private static void memoryAndLists() throws InterruptedException {
    try (SharedMemory memory = shared().createMemory(100, Tracking.UNTRACKED);
        ShareableList list = shared().list(Arrays.asList(1, "ein Wort", null))) {
      try {
        assertThat(exitCode(new Writing(memory, list))).isZero();
        assertThat(memory.buffer().get(99)).isEqualTo((byte) 7);
        assertThat(list).containsExactly(1, "ärgern", null);
      } finally {
        memory.unlink();
        list.unlink();
      }
    }
  }

  private record Reading(SharedLong value) implements RemoteRunnable {
    @Override
    public void run() {
      value.get();
    }
  }

  private static void unlinked() throws InterruptedException {
    try (SharedLong value = shared().longValue(1)) {
      Reading reading = new Reading(value);
      assertThat(exitCode(reading)).isZero();
      value.unlink();
      value.unlink();
      assertThat(exitCode(reading)).as("it can't be attached any more").isNotZero();
      assertThat(value.get()).as("who has it goes on").isEqualTo(1);
    }
  }
}
