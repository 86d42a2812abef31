package io.multiprocessing.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.queue.QueueVariant.Ends;
import io.multiprocessing.testing.Small;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * The contract of queues, as scenes that play in this JVM, where sleeping is done by futexes, and in a child with the
 * portable branch forced. Behaviours 11, 14 and 17.
 */
enum QueueScenario {

  /** Order, emptiness, and everything that Java can send. */
  ELEMENTS_COME_OUT_IN_THEIR_ORDER {
    @Override
    void play(QueueVariant variant) throws Exception {
      Ends<Object> queue = variant.ends();
      assertThat(queue.isEmpty()).isTrue();
      List<Object> elements =
          Arrays.asList("a", List.of(42, "hello"), Arrays.asList(42, null), 1L, new int[] {1, 2, 3}, "");
      for (int i = 0; i < 1000; i++) {
        for (Object element : elements.subList(i % 4, i % 4 + 3)) {
          queue.put(element);
        }
        assertThat(queue.isEmpty()).isFalse();
        for (Object element : elements.subList(i % 4, i % 4 + 3)) {
          assertThat(queue.take()).isEqualTo(element);
        }
      }
      assertThat(queue.isEmpty()).isTrue();
      queue.close();
    }
  },

  /** Every method of putting and taking, on a queue that isn't full and isn't empty. */
  ALL_METHODS_PUT_AND_TAKE {
    @Override
    void play(QueueVariant variant) throws Exception {
      if (variant == QueueVariant.SIMPLE) {
        return;
      }
      InterProcessQueue<Integer> queue = variant.make();
      queue.put(1);
      assertThat(queue.offer(2)).isTrue();
      assertThat(queue.offer(3, Duration.ofSeconds(1))).isTrue();
      assertThat(queue.size()).isEqualTo(3);
      assertThat(queue.isFull()).isEqualTo(variant.isBounded());
      assertThat(queue.remainingCapacity()).isEqualTo(variant.isBounded() ? 0 : Integer.MAX_VALUE);
      assertThat(queue.take()).isEqualTo(1);
      assertThat(queue.poll()).isEqualTo(2);
      assertThat(queue.poll(Duration.ofSeconds(1))).isEqualTo(3);
      assertThat(queue.offer(4, 1, TimeUnit.SECONDS)).isTrue();
      assertThat(queue.poll(1, TimeUnit.SECONDS)).isEqualTo(4);
      assertThat(queue.poll()).isNull();
      assertThat(queue.isEmpty()).isTrue();
      assertThat(queue.remainingCapacity()).isEqualTo(variant.isBounded() ? 3 : Integer.MAX_VALUE);
      queue.close();
    }
  },

  A_WAIT_ENDS_WITH_ITS_TIME {
    @Override
    void play(QueueVariant variant) throws Exception {
      if (variant == QueueVariant.SIMPLE) {
        return;
      }
      InterProcessQueue<Integer> queue = variant.make();
      long start = System.nanoTime();
      assertThat(queue.poll(Duration.ofMillis(120))).isNull();
      assertThat(millisSince(start)).isBetween(120L, 2_000L);
      assertThat(queue.poll(Duration.ZERO)).isNull();
      assertThat(queue.poll(Duration.ofSeconds(-1))).isNull();
      if (variant.isBounded()) {
        for (int i = 0; i < QueueVariant.CAPACITY; i++) {
          assertThat(queue.offer(i, Duration.ZERO)).isTrue();
        }
        start = System.nanoTime();
        assertThat(queue.offer(9, Duration.ofMillis(120))).isFalse();
        assertThat(millisSince(start)).isBetween(120L, 2_000L);
        assertThat(queue.offer(9)).isFalse();
        assertThat(queue.offer(9, Duration.ZERO)).isFalse();
        assertThat(queue.size()).isEqualTo(QueueVariant.CAPACITY);
      }
      queue.close();
    }
  },

  A_TAKER_WAITS_FOR_AN_ELEMENT {
    @Override
    void play(QueueVariant variant) throws Exception {
      Ends<Integer> queue = variant.ends();
      FutureTask<Integer> taker = inThread(queue::take);
      awaitSleeping(taker);
      queue.put(5);
      assertThat(taker.get(10, TimeUnit.SECONDS)).isEqualTo(5);
      queue.close();
    }
  },

  A_PUTTER_WAITS_FOR_A_PLACE {
    @Override
    void play(QueueVariant variant) throws Exception {
      if (!variant.isBounded()) {
        return;
      }
      InterProcessQueue<Integer> queue = variant.make();
      for (int i = 0; i < QueueVariant.CAPACITY; i++) {
        queue.put(i);
      }
      FutureTask<Integer> putter = inThread(() -> {
        queue.put(3);
        return 3;
      });
      awaitSleeping(putter);
      assertThat(queue.size()).isEqualTo(QueueVariant.CAPACITY);
      for (int i = 0; i < 4; i++) {
        assertThat(queue.take()).isEqualTo(i);
      }
      putter.get(10, TimeUnit.SECONDS);
      queue.close();
    }
  },

  AS_MANY_ELEMENTS_AS_SLEEPERS_WAKE_ALL_OF_THEM {
    @Override
    void play(QueueVariant variant) throws Exception {
      Ends<Integer> queue = variant.ends();
      List<FutureTask<Integer>> takers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        FutureTask<Integer> taker = inThread(queue::take);
        awaitSleeping(taker);
        takers.add(taker);
      }
      for (int i = 0; i < 6; i++) {
        queue.put(i);
      }
      List<Integer> taken = new ArrayList<>();
      for (FutureTask<Integer> taker : takers) {
        taken.add(taker.get(10, TimeUnit.SECONDS));
      }
      assertThat(taken).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
      queue.close();
    }
  },

  AN_INTERRUPT_ENDS_A_WAIT_AND_CHANGES_NOTHING {
    @Override
    void play(QueueVariant variant) throws Exception {
      Ends<Integer> queue = variant.ends();
      Thread self = Thread.currentThread();
      FutureTask<Integer> interrupter = inThread(() -> {
        while (self.getState() != Thread.State.TIMED_WAITING && !isInNative(self)) {
          Thread.onSpinWait();
        }
        self.interrupt();
        return 0;
      });
      assertThatThrownBy(queue::take).isInstanceOf(InterruptedException.class);
      assertThat(Thread.interrupted()).isFalse();
      interrupter.get(10, TimeUnit.SECONDS);
      queue.put(1);
      Thread.currentThread().interrupt();
      assertThatThrownBy(queue::take).isInstanceOf(InterruptedException.class);
      assertThat(queue.take()).isEqualTo(1);
      if (variant.isBounded()) {
        for (int i = 0; i < QueueVariant.CAPACITY; i++) {
          queue.put(i);
        }
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> queue.put(9)).isInstanceOf(InterruptedException.class);
        assertThat(queue.take()).isZero();
      }
      queue.close();
    }
  },

  A_CLOSED_VIEW_REFUSES_BOTH_WAYS {
    @Override
    void play(QueueVariant variant) throws Exception {
      Ends<Integer> queue = variant.ends();
      queue.put(1);
      FutureTask<Integer> waiting = inThread(() -> {
        queue.take();
        return queue.take();
      });
      awaitSleeping(waiting);
      queue.close();
      queue.close();
      assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS)).cause().isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> queue.put(1)).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
      assertThatThrownBy(queue::take).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(queue::isEmpty).isInstanceOf(IllegalStateException.class);
    }
  },

  /** Behaviour 17: CPython deadlocks above 64 KiB. */
  A_CHILD_THAT_PUT_A_LOT_CAN_BE_JOINED_BEFORE_THE_QUEUE_IS_DRAINED {
    @Override
    void play(QueueVariant variant) throws Exception {
      if (variant.isBounded()) {
        return;
      }
      Ends<String> queue = variant.ends();
      ChildProcess child = Small.processes().process(new Putting(queue));
      child.start();
      assertThat(child.join(Duration.ofSeconds(60))).isTrue();
      assertThat(child.exitCode()).hasValue(0);
      for (int i = 0; i < Putting.ELEMENTS; i++) {
        assertThat(queue.take()).hasSize(Putting.LENGTH).startsWith(i + "X");
      }
      assertThat(queue.isEmpty()).isTrue();
      queue.unlink();
      queue.close();
    }
  },

  /** Nothing is lost, nothing comes twice, and what one producer put comes in its order to each consumer. */
  MANY_PRODUCERS_AND_CONSUMERS_IN_PROCESSES_AND_THREADS {
    @Override
    void play(QueueVariant variant) throws Exception {
      Ends<Numbered> queue = variant.ends();
      Ends<ArrayList<Numbered>> results = QueueVariant.UNBOUNDED.ends();
      List<ChildProcess> children = new ArrayList<>();
      List<FutureTask<Integer>> threads = new ArrayList<>();
      long seed = System.nanoTime();
      System.out.println("seed=" + seed);
      for (int i = 0; i < 2; i++) {
        children.add(Small.processes().process(new Producing(queue, i, seed)));
        children.add(Small.processes().process(new Consuming(queue, results)));
        Producing producing = new Producing(queue, 2 + i, seed);
        Consuming consuming = new Consuming(queue, results);
        threads.add(inThread(() -> run(producing)));
        threads.add(inThread(() -> run(consuming)));
      }
      children.forEach(ChildProcess::start);
      List<List<Numbered>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        all.add(results.take());
      }
      for (FutureTask<Integer> thread : threads) {
        thread.get(60, TimeUnit.SECONDS);
      }
      for (ChildProcess child : children) {
        assertThat(child.join(Duration.ofSeconds(60))).isTrue();
        assertThat(child.exitCode()).hasValue(0);
      }
      Map<Integer, Integer> counts = new HashMap<>();
      for (List<Numbered> one : all) {
        Map<Integer, Integer> last = new HashMap<>();
        for (Numbered element : one) {
          assertThat(element.number()).isGreaterThan(last.getOrDefault(element.producer(), -1));
          last.put(element.producer(), element.number());
          counts.merge(element.producer(), 1, Integer::sum);
        }
      }
      assertThat(counts).isEqualTo(
          Map.of(0, Producing.ELEMENTS, 1, Producing.ELEMENTS, 2, Producing.ELEMENTS, 3, Producing.ELEMENTS));
      assertThat(queue.isEmpty()).isTrue();
      queue.unlink();
      results.unlink();
    }
  };

  abstract void play(QueueVariant variant) throws Exception;

  record Numbered(int producer, int number, byte[] ballast) implements Serializable {}

  private record Putting(Ends<String> queue) implements RemoteRunnable {
    static final int ELEMENTS = 20;
    static final int LENGTH = 1_000_000;

    @Override
    public void run() throws Exception {
      for (int i = 0; i < ELEMENTS; i++) {
        queue.put((i + "X".repeat(LENGTH)).substring(0, LENGTH));
      }
    }
  }

  /** Puts numbers with ballast of all sizes, and after the last a note that says so, for one consumer. */
  private record Producing(Ends<Numbered> queue, int producer, long seed) implements RemoteRunnable {
    static final int ELEMENTS = 2_000;

    @Override
    public void run() throws Exception {
      Random random = new Random(seed + producer);
      for (int i = 0; i < ELEMENTS; i++) {
        int length = random.nextInt(100) == 0 ? random.nextInt(100_000) : random.nextInt(40);
        queue.put(new Numbered(producer, i, new byte[length]));
      }
      queue.put(new Numbered(-1, 0, new byte[0]));
    }
  }

  private record Consuming(Ends<Numbered> queue, Ends<ArrayList<Numbered>> results) implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      ArrayList<Numbered> taken = new ArrayList<>();
      for (Numbered next = queue.take(); next.producer() >= 0; next = queue.take()) {
        taken.add(new Numbered(next.producer(), next.number(), new byte[0]));
      }
      results.put(taken);
    }
  }

  private static int run(RemoteRunnable runnable) throws Exception {
    runnable.run();
    return 0;
  }

  private static <T> FutureTask<T> inThread(Callable<T> work) {
    NamedTask<T> task = new NamedTask<>(work);
    task.thread.start();
    return task;
  }

  private static final class NamedTask<T> extends FutureTask<T> {
    private final Thread thread = new Thread(this, "queue-scenario");

    NamedTask(Callable<T> work) {
      super(work);
    }
  }

  /** Waits until the thread sleeps: in a pause of the portable branch, or in the system call. */
  private static void awaitSleeping(FutureTask<?> task) {
    Thread thread = ((NamedTask<?>) task).thread;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (thread.getState() != Thread.State.TIMED_WAITING && !isInNative(thread)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("the thread doesn't sleep: " + Arrays.toString(thread.getStackTrace()));
      }
      Thread.onSpinWait();
    }
  }

  private static boolean isInNative(Thread thread) {
    StackTraceElement[] stack = thread.getStackTrace();
    return stack.length > 0 && stack[0].getMethodName().equals("syscall");
  }

  private static long millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }
}
