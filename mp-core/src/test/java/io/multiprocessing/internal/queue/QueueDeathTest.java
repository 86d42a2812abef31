package io.multiprocessing.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.internal.memory.SharedDirectory;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.queue.InterProcessQueue;
import io.multiprocessing.queue.JoinableQueue;
import io.multiprocessing.sync.OwnerDiedException;
import io.multiprocessing.testing.Small;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process dies between any two stores: what it was putting is there whole or not at all, what it was taking is taken
 * or not, everything else is as it was, and no file stays.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QueueDeathTest {

  private static final int KILLED = 9;
  private static final int MEBI = 1024 * 1024;

  private final Multiprocessing multiprocessing = Small.processes();
  private Set<String> filesBefore = Set.of();

  /** An element that says which it is, with ballast to make it long. */
  record Item(int number, byte[] ballast) implements Serializable {}

  private enum Work {
    PUT_SMALL(10, 100),
    PUT_UNTIL_THE_RING_IS_FULL(10, 40_000),
    PUT_LARGE(2, 18 * MEBI);

    private final int count;
    private final int length;

    Work(int count, int length) {
      this.count = count;
      this.length = length;
    }

    void put(InterProcessQueue<Item> queue, int from) throws InterruptedException {
      for (int i = 0; i < count; i++) {
        queue.put(new Item(from + i, new byte[length]));
      }
    }
  }

  private static void dieAt(Step fatal, int occurrence) {
    int[] left = {occurrence};
    Step.probe = step -> {
      if (step == fatal && --left[0] == 0) {
        Runtime.getRuntime().halt(KILLED);
      }
    };
  }

  private record DyingProducer(InterProcessQueue<Item> queue, Work work, Step step, int from)
      implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      dieAt(step, 1);
      work.put(queue, from);
    }
  }

  private record DyingConsumer(InterProcessQueue<Item> queue, Step step, int occurrence) implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      dieAt(step, occurrence);
      for (Item next = queue.poll(); next != null; next = queue.poll()) {
        if (queue instanceof JoinableQueue<Item> joinable) {
          joinable.taskDone();
        }
      }
    }
  }

  private static Set<String> files() {
    try (Stream<Path> files = Files.list(SharedDirectory.current().path())) {
      return files.map(file -> file.getFileName().toString()).filter(name -> name.contains("queue"))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void lookAtFiles() {
    filesBefore = files();
  }

  private void runToDeath(RemoteRunnable target) throws InterruptedException {
    ChildProcess child = multiprocessing.process(target);
    child.start();
    assertThat(child.join(Duration.ofSeconds(60))).isTrue();
    assertThat(child.exitCode()).as("the step was reached").hasValue(KILLED);
  }

  private static List<Integer> drain(InterProcessQueue<Item> queue) {
    List<Item> items = new ArrayList<>();
    queue.drainTo(items);
    return items.stream().map(Item::number).toList();
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  /** After a process died the queue does everything, and leaves nothing. */
  private void requireWhole(InterProcessQueue<Item> queue) throws InterruptedException {
    for (Work work : Work.values()) {
      int before = queue.size();
      assertThat(before).isZero();
      work.put(queue, 0);
      assertThat(queue.size()).isEqualTo(work.count);
      assertThat(drain(queue)).isEqualTo(range(0, work.count));
    }
    assertThat(queue.poll()).isNull();
    queue.unlink();
    await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> assertThat(files()).isEqualTo(filesBefore));
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "RECORD_WRITTEN", "RECORD_PUBLISHED", "RING_MADE", "RING_NOTED", "RING_KEPT", "RING_LINKED", "RING_ENTERED",
        "PAYLOAD_MADE", "PAYLOAD_NOTED", "PAYLOAD_KEPT", "PAYLOAD_RECORD_WRITTEN", "PAYLOAD_PUBLISHED"
      })
  void aProducerThatDiesDamagesAtMostItsOwnElement(Step step) throws Exception {
    InterProcessQueue<Item> queue = multiprocessing.queue();
    Work work = step.name().startsWith("RECORD") ? Work.PUT_SMALL
        : step.name().startsWith("RING") ? Work.PUT_UNTIL_THE_RING_IS_FULL : Work.PUT_LARGE;
    queue.put(new Item(0, new byte[10]));
    queue.put(new Item(1, new byte[10]));

    runToDeath(new DyingProducer(queue, work, step, 2));

    int published = queue.size();
    Work.PUT_SMALL.put(queue, published);
    assertThat(drain(queue)).isEqualTo(range(0, published + Work.PUT_SMALL.count));
    boolean itsElementIsThere = EnumSet.of(Step.RECORD_PUBLISHED, Step.PAYLOAD_PUBLISHED).contains(step);
    if (work != Work.PUT_UNTIL_THE_RING_IS_FULL) {
      assertThat(published).isEqualTo(itsElementIsThere ? 3 : 2);
    } else {
      assertThat(published).as("what was put before the ring was full").isBetween(3, 11);
    }
    requireWhole(queue);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "ELEMENT_COPIED", "TAKE_PUBLISHED", "RING_LEAVE_NOTED", "RING_LEFT", "RING_REMOVED", "PAYLOAD_OPENED",
        "TAKE_NOTED", "PAYLOAD_REMOVED"
      })
  void aConsumerThatDiesDamagesAtMostItsOwnElement(Step step) throws Exception {
    InterProcessQueue<Item> queue = multiprocessing.queue();
    Work.PUT_UNTIL_THE_RING_IS_FULL.put(queue, 0);
    Work.PUT_UNTIL_THE_RING_IS_FULL.put(queue, 10);
    Work.PUT_UNTIL_THE_RING_IS_FULL.put(queue, 20);
    Work.PUT_LARGE.put(queue, 30);

    int occurrence = step.name().startsWith("RING") ? 2 : 1; // the second ring it leaves has a file
    runToDeath(new DyingConsumer(queue, step, occurrence));

    int left = queue.size();
    List<Integer> rest = drain(queue);
    if (step == Step.TAKE_NOTED) {
      assertThat(rest).as("it was noted as taken").isEqualTo(range(32 - left + 1, 32));
    } else {
      assertThat(rest).isEqualTo(range(32 - left, 32));
    }
    if (step == Step.ELEMENT_COPIED) {
      assertThat(left).isEqualTo(32);
    } else if (step == Step.TAKE_PUBLISHED) {
      assertThat(left).isEqualTo(31);
    }
    requireWhole(queue);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "ELEMENT_COPIED", "TAKE_NOTED", "TAKE_PUBLISHED", "TAKE_COUNTED", "TAKE_FINISHED", "DONE_COUNTED", "DONE_SUMMED"
      })
  void joinLearnsOfAConsumerThatDied(Step step) throws Exception {
    JoinableQueue<Item> queue = multiprocessing.joinableQueue();
    Work.PUT_SMALL.put(queue, 0);

    runToDeath(new DyingConsumer(queue, step, 3)); // two elements were dealt with

    boolean noted =
        EnumSet.of(Step.TAKE_NOTED, Step.TAKE_PUBLISHED, Step.TAKE_COUNTED, Step.TAKE_FINISHED).contains(step);
    if (noted) {
      assertThatThrownBy(queue::join).isInstanceOf(OwnerDiedException.class).hasMessageContaining("elements=1");
    }
    assertThat(queue.join(Duration.ofMillis(100))).isFalse();
    List<Integer> rest = drain(queue);
    boolean taken = step != Step.ELEMENT_COPIED;
    assertThat(rest).isEqualTo(range(taken ? 3 : 2, 10));
    for (int i = 0; i < rest.size(); i++) {
      assertThat(queue.join(Duration.ZERO)).isFalse();
      queue.taskDone();
    }
    queue.join();
    assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
    queue.unlink();
  }

  @Test
  void anElementWhoseFileIsGoneIsLostAndTheNextOneComes() throws Exception {
    InterProcessQueue<Item> queue = multiprocessing.queue();
    ChildProcess child = multiprocessing.process(new DyingProducer(queue, Work.PUT_LARGE, Step.RING_MADE, 0));
    child.start();
    child.join();
    assertThat(queue.size()).isEqualTo(2);
    try (Stream<Path> files = Files.list(SharedDirectory.current().path())) {
      for (Path file : files.filter(path -> path.toString().contains("payload")).sorted().toList()) {
        if (!filesBefore.contains(file.getFileName().toString())) {
          Files.delete(file);
          break;
        }
      }
    }
    queue.put(new Item(7, new byte[0]));
    assertThatThrownBy(queue::take).hasMessageContaining("lost");
    assertThat(queue.take().number()).isEqualTo(1);
    assertThat(queue.take().number()).isEqualTo(7);
    queue.unlink();
  }
}
