package io.multiprocessing.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.testing.Portable;
import io.multiprocessing.testing.Small;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Producers and consumers are killed with signal 9 at moments nobody chose; the others go on. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QueueKillTest {

  private static final int ROUNDS = 6;
  private static final long PAUSE_NANOS = 250_000_000;

  record Item(int producer, int number, byte[] ballast) implements Serializable {}

  /** Puts numbers until it is killed. */
  private record Producing(InterProcessQueue<Item> queue, int producer) implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      Random random = new Random(producer);
      for (int i = 0; ; i++) {
        int length = random.nextInt(200) == 0 ? random.nextInt(300_000) : random.nextInt(100);
        queue.put(new Item(producer, i, new byte[length]));
      }
    }
  }

  /** Hands on what it takes until it is killed; at most one element is in its hand. */
  private record Forwarding(InterProcessQueue<Item> from, InterProcessQueue<Item> to) implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      while (true) {
        Item item = from.take();
        to.put(new Item(item.producer(), item.number(), new byte[0]));
      }
    }
  }

  @Test
  void aKilledProcessDamagesAtMostTheElementInItsHand() throws Exception {
    new KillingScene().run();
  }

  @Test
  void aKilledProcessDamagesAtMostTheElementInItsHandOnThePortableBranch() throws Exception {
    ChildProcess child = Multiprocessing.get()
        .with(Portable.options())
        .process(new KillingScene());
    child.start();
    assertThat(child.join(Duration.ofSeconds(150))).isTrue();
    assertThat(child.exitCode()).hasValue(0);
  }

  private record KillingScene() implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      play();
    }
  }

  static void play() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed=" + seed);
    Random random = new Random(seed);
    Multiprocessing multiprocessing = Small.processes();
    InterProcessQueue<Item> queue = multiprocessing.queue(50_000);
    InterProcessQueue<Item> forwarded = multiprocessing.queue();
    List<ChildProcess> producers = new ArrayList<>();
    List<ChildProcess> consumers = new ArrayList<>();
    int consumersKilled = 0;
    Map<Integer, List<Integer>> arrived = new HashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      producers.add(start(multiprocessing, new Producing(queue, producers.size())));
      consumers.add(start(multiprocessing, new Forwarding(queue, forwarded)));
      long end = System.nanoTime() + PAUSE_NANOS + random.nextInt((int) PAUSE_NANOS);
      while (System.nanoTime() < end) {
        collect(forwarded, arrived, Duration.ofMillis(1));
      }
      if (round >= 2) {
        producers.get(round - 2).kill();
        consumers.get(round - 2).kill();
        consumersKilled++;
        assertThat(collect(forwarded, arrived, Duration.ofSeconds(20))).as("the others go on").isTrue();
      }
    }
    for (ChildProcess producer : producers) {
      producer.kill();
      producer.join();
    }
    while (!queue.isEmpty()) {
      collect(forwarded, arrived, Duration.ofSeconds(1));
    }
    for (ChildProcess consumer : consumers) {
      if (consumer.isAlive()) {
        consumersKilled++; // the last element may be in its hand
      }
      consumer.kill();
      consumer.join();
    }
    while (collect(forwarded, arrived, Duration.ZERO)) {
      // until it is empty
    }
    assertThat(forwarded.offer(new Item(-1, 0, new byte[0]))).isTrue();
    int lost = 0;
    for (List<Integer> numbers : arrived.values()) {
      assertThat(numbers).doesNotHaveDuplicates();
      lost += numbers.stream().mapToInt(Integer::intValue).max().orElseThrow() + 1 - numbers.size();
    }
    System.out.println("arrived=" + arrived.values().stream().mapToInt(List::size).sum() + ", lost=" + lost);
    assertThat(lost).isLessThanOrEqualTo(consumersKilled);
    queue.unlink();
    forwarded.unlink();
  }

  private static ChildProcess start(Multiprocessing multiprocessing, RemoteRunnable target) {
    ChildProcess child = multiprocessing.process(target);
    child.start();
    return child;
  }

  private static boolean collect(
      InterProcessQueue<Item> forwarded, Map<Integer, List<Integer>> arrived, Duration limit)
      throws InterruptedException {
    Item item = forwarded.poll(limit);
    while (item != null) {
      arrived.computeIfAbsent(item.producer(), producer -> new ArrayList<>()).add(item.number());
      item = forwarded.poll();
      if (item == null) {
        return true;
      }
    }
    return false;
  }
}
