package io.multiprocessing.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.api.SharedObjectException;
import io.multiprocessing.internal.memory.Host;
import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.memory.SegmentHandle;
import io.multiprocessing.internal.memory.SegmentKind;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.queue.InterProcessQueue;
import io.multiprocessing.serialization.KryoCodec;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What only shows from inside: numbers that wrap around, files that vanish, many processes in the table. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QueueCoreTest {

  private record Item(int number, byte[] ballast) implements Serializable {}

  private final QueueCore core = QueueCore.create(1000, true);
  private final SharedJoinableQueue<Item> queue = new SharedJoinableQueue<>(core, new KryoCodec(), null);

  private MappedByteBuffer memory() {
    return Segment.attach(core.send()).memory();
  }

  @Test
  void countsAndPositionsWrapAround() throws Exception {
    MappedByteBuffer memory = memory();
    long word = Words.word(-300, -2_000);
    for (int offset : new int[] {
      QueueDescriptor.TAIL, QueueDescriptor.HEAD, QueueDescriptor.SEEN_HEAD, QueueDescriptor.SEEN_TAIL
    }) {
      Words.set(memory, offset, word);
    }
    Words.set(memory, QueueDescriptor.DONE, -300);
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.join(Duration.ZERO)).isTrue();

    long seed = System.nanoTime();
    System.out.println("seed=" + seed);
    Random random = new Random(seed);
    Deque<Integer> expected = new ArrayDeque<>();
    for (int i = 0; i < 3_000; i++) {
      if (random.nextInt(5) < 3) {
        boolean put = queue.offer(new Item(i, new byte[random.nextInt(3_000)]));
        assertThat(put).isEqualTo(expected.size() < 1000);
        if (put) {
          expected.add(i);
        }
      } else if (!expected.isEmpty()) {
        assertThat(queue.take().number()).isEqualTo(expected.remove());
        queue.taskDone();
      }
      assertThat(queue.size()).isEqualTo(expected.size());
      assertThat(queue.isFull()).isEqualTo(expected.size() == 1000);
    }
    while (!expected.isEmpty()) {
      assertThat(queue.take().number()).isEqualTo(expected.remove());
      queue.taskDone();
    }
    queue.join();
    assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
    queue.unlink();
  }

  @Test
  void aRingThatCantBeMadeLeavesTheQueueAsItWas() throws Exception {
    queue.put(new Item(1, new byte[10]));
    queue.unlink(); // refuses more memory
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> queue.put(new Item(2, new byte[300_000]))).isInstanceOf(SharedObjectException.class);
    }
    queue.put(new Item(3, new byte[10]));
    assertThat(queue.take().number()).isEqualTo(1);
    assertThat(queue.take().number()).isEqualTo(3);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void anUnlinkedQueueThatWasNeverSentKeepsItsElements() throws Exception {
    for (int i = 0; i < 60; i++) {
      queue.put(new Item(i, new byte[i % 20 == 0 ? 18_000_000 : 100_000]));
    }
    queue.unlink();
    System.gc();
    for (int i = 0; i < 60; i++) {
      assertThat(queue.take().number()).isEqualTo(i);
    }
    queue.close();
  }

  @Test
  void drainingGivesWhatCameBeforeAnElementThatIsLost() throws Exception {
    InterProcessQueue<Item> sent = queue;
    SegmentHandle handle = core.send();
    List<Path> payloads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      sent.put(new Item(i, new byte[10]));
    }
    putLarge(handle);
    sent.put(new Item(5, new byte[10]));
    try (var files = Files.list(Path.of(handle.path()).getParent())) {
      files.filter(file -> file.toString().endsWith("queue_payload")).forEach(payloads::add);
    }
    assertThat(payloads).isNotEmpty();
    List<Item> drained = new ArrayList<>();
    Path last = payloads.stream().max(Comparator.comparing(QueueCoreTest::modified)).orElseThrow();
    Files.delete(last);
    assertThatThrownBy(() -> sent.drainTo(drained))
        .isInstanceOf(SharedObjectException.class).hasMessageContaining("lost");
    assertThat(drained).extracting(Item::number).containsExactly(0, 1, 2, 3);
    assertThat(sent.take().number()).isEqualTo(5);
    sent.unlink();
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** By another process, because this one would know the memory of its own element for ever. */
  private void putLarge(SegmentHandle handle) throws InterruptedException {
    ChildProcess child = Multiprocessing.get().process(new LargePut(queue));
    child.start();
    child.join();
    assertThat(child.exitCode()).hasValue(0);
    assertThat(Segment.attach(handle).kind()).isEqualTo(SegmentKind.QUEUE);
  }

  private record LargePut(InterProcessQueue<Item> queue) implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      queue.put(new Item(4, new byte[18_000_000]));
    }
  }

  @Test
  void whenTheTableOfProcessesIsFullTheLastEntryIsForAll() throws Exception {
    MappedByteBuffer memory = memory();
    for (int entry = 0; entry < Tasks.ENTRIES - 1; entry++) {
      Words.set(memory, QueueDescriptor.TABLE + entry * 64, Host.processes().self() ^ 1);
      Words.set(memory, QueueDescriptor.TABLE + entry * 64 + 8, 7); // taken, and never done
    }
    Tasks tasks = core.tasks();
    assertThat(tasks.entry()).isEqualTo(Tasks.ENTRIES - 1);
    assertThat(tasks.entry()).isEqualTo(Tasks.ENTRIES - 1);
    queue.close();
  }

  @Test
  void entriesOfProcessesThatHaveEndedAreUsedAgain() throws Exception {
    MappedByteBuffer memory = memory();
    long dead = deadStamp();
    for (int entry = 0; entry < Tasks.ENTRIES - 1; entry++) {
      Words.set(memory, QueueDescriptor.TABLE + entry * 64, dead);
      Words.set(memory, QueueDescriptor.TABLE + entry * 64 + 8, 7);
      Words.set(memory, QueueDescriptor.TABLE + entry * 64 + 12, 7);
    }
    assertThat(core.tasks().entry()).isZero();
    queue.close();
  }

  private static long deadStamp() throws Exception {
    InterProcessQueue<Long> stamps = Multiprocessing.get().queue();
    ChildProcess child = Multiprocessing.get().process(
        () -> stamps.put(Host.processes().self()));
    child.start();
    child.join();
    long stamp = stamps.take();
    stamps.unlink();
    return stamp;
  }
}
