package io.multiprocessing.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.api.SharedObjectException;
import io.multiprocessing.connection.Connection;
import io.multiprocessing.connection.Pipe;
import io.multiprocessing.internal.queue.Queues;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.serialization.KryoCodec;
import io.multiprocessing.serialization.SerializationException;
import io.multiprocessing.testing.Small;
import java.io.EOFException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input, elements that can't travel, closed and unlinked queues. Behaviours 12, 13 and 14. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QueueFailuresTest {

  private final Multiprocessing multiprocessing = Small.processes();

  /** Can be encoded, and decoded only where that isn't refused. */
  record Fragile(int number) implements Serializable {
    private static volatile boolean refused;

    Fragile {
      if (refused) {
        throw new IllegalArgumentException("refused");
      }
    }
  }

  private static Object unencodable() {
    return new ArrayList<>(List.of(new Thread()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void aCapacityIsAtLeastOne(int capacity) {
    assertThatThrownBy(() -> multiprocessing.queue(capacity))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("capacity must be at least 1: capacity=" + capacity + "; leave it out for a queue without a bound");
    assertThatThrownBy(() -> multiprocessing.joinableQueue(capacity)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nullsAreRefusedByName() {
    try (InterProcessQueue<Integer> queue = multiprocessing.queue()) {
      assertThatThrownBy(() -> queue.put(null))
          .isInstanceOf(NullPointerException.class).hasMessageStartingWith("element");
      assertThatThrownBy(() -> queue.offer(null)).isInstanceOf(NullPointerException.class).hasMessageContaining("poll");
      assertThatThrownBy(() -> queue.offer(1, null)).isInstanceOf(NullPointerException.class).hasMessage("timeout");
      assertThatThrownBy(() -> queue.poll(null)).isInstanceOf(NullPointerException.class).hasMessage("timeout");
      assertThatThrownBy(() -> queue.drainTo(null)).isInstanceOf(NullPointerException.class).hasMessage("target");
      assertThatThrownBy(() -> queue.offer(1, 1, null)).isInstanceOf(NullPointerException.class).hasMessage("unit");
      assertThatThrownBy(() -> queue.poll(1, null)).isInstanceOf(NullPointerException.class).hasMessage("unit");
      assertThatThrownBy(() -> multiprocessing.queue(null))
          .isInstanceOf(NullPointerException.class).hasMessage("config");
      assertThatThrownBy(() -> multiprocessing.joinableQueue(null))
          .isInstanceOf(NullPointerException.class).hasMessage("config");
      assertThatThrownBy(() -> QueueConfig.builder().onUnencodable(null)).hasMessage("handler");
      assertThat(queue.isEmpty()).isTrue();
    }
    try (SimpleQueue<Integer> simple = multiprocessing.simpleQueue()) {
      assertThatThrownBy(() -> simple.put(null))
          .isInstanceOf(NullPointerException.class).hasMessageStartingWith("element");
    }
  }

  @ParameterizedTest
  @EnumSource
  void anElementThatCantBeEncodedIsAnErrorOfItsPutterAndTakesNoPlace(QueueVariant variant) throws Exception {
    QueueVariant.Ends<Object> queue = variant.ends();
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> queue.put(unencodable()))
          .isInstanceOf(SerializationException.class).hasMessageContaining("Thread");
    }
    for (int i = 0; i < QueueVariant.CAPACITY; i++) {
      queue.put(i);
    }
    for (int i = 0; i < QueueVariant.CAPACITY; i++) {
      assertThat(queue.take()).isEqualTo(i);
    }
    queue.close();
  }

  @Test
  void aHandlerTakesElementsThatCantBeEncodedHereAndInOtherProcesses() throws Exception {
    InterProcessQueue<String> reports = multiprocessing.queue();
    InterProcessQueue<Object> queue = multiprocessing.queue(
        QueueConfig.builder()
            .capacity(2)
            .onUnencodable(
                (element, failure) -> reports.offer(element.getClass().getSimpleName() + " " + failure.getMessage()))
            .build());
    for (int i = 0; i < 5; i++) {
      queue.put(unencodable());
      assertThat(queue.offer(unencodable())).isTrue();
    }
    assertThat(queue.size()).isZero();
    assertThat(reports.size()).isEqualTo(10);
    assertThat(reports.take()).startsWith("ArrayList").contains("Thread");

    ChildProcess child = multiprocessing.process(() -> {
      queue.put(new Thread());
      queue.put("fine");
    });
    child.start();
    assertThat(queue.take()).isEqualTo("fine");
    child.join();
    assertThat(child.exitCode()).hasValue(0);
    assertThat(reports.size()).isEqualTo(10);
    queue.unlink();
    reports.unlink();
  }

  @Test
  void whatAHandlerThrowsReachesThePutter() {
    try (InterProcessQueue<Object> queue = multiprocessing.queue(
        QueueConfig.builder()
            .onUnencodable((element, failure) -> {
              throw new UnsupportedOperationException("no");
            })
            .build())) {
      assertThatThrownBy(() -> queue.put(new Thread())).isInstanceOf(UnsupportedOperationException.class);
      assertThat(queue.isEmpty()).isTrue();
    }
  }

  @Test
  void anElementThatCantBeDecodedIsAnErrorOfItsTakerAndTheNextOneComes() throws Exception {
    try (InterProcessQueue<Object> queue = multiprocessing.queue()) {
      for (int i = 0; i < 4; i++) {
        queue.put(new Fragile(i));
        queue.put("after " + i);
      }
      Fragile.refused = true;
      try {
        assertThatThrownBy(queue::take).isInstanceOf(SerializationException.class);
        assertThat(queue.take()).isEqualTo("after 0");
        assertThatThrownBy(queue::poll).isInstanceOf(SerializationException.class);
        assertThat(queue.poll()).isEqualTo("after 1");
        List<Object> drained = new ArrayList<>();
        assertThatThrownBy(() -> queue.drainTo(drained))
            .isInstanceOf(SerializationException.class)
            .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
        assertThat(drained).containsExactly("after 2", "after 3");
      } finally {
        Fragile.refused = false;
      }
      assertThat(queue.poll()).isNull();
      queue.put(new Fragile(9));
      assertThat(queue.take()).isEqualTo(new Fragile(9));
    }
  }

  @Test
  void everyMethodOfAClosedViewRefuses() throws Exception {
    JoinableQueue<Integer> queue = multiprocessing.joinableQueue();
    queue.put(1);
    queue.close();
    queue.close();
    List<org.assertj.core.api.ThrowableAssert.ThrowingCallable> calls = List.of(
        () -> queue.put(1), () -> queue.offer(1), () -> queue.offer(1, Duration.ZERO), queue::take, queue::poll,
        () -> queue.poll(Duration.ZERO), () -> queue.drainTo(new ArrayList<>()), queue::size, queue::isEmpty,
        queue::isFull, queue::remainingCapacity, queue::taskDone, queue::join, () -> queue.join(Duration.ZERO),
        () -> new KryoCodec().encode(queue));
    for (org.assertj.core.api.ThrowableAssert.ThrowingCallable call : calls) {
      assertThatThrownBy(call).satisfiesAnyOf(
          failure -> assertThat(failure).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed"),
          failure -> assertThat(failure).isInstanceOf(SerializationException.class));
    }
    queue.unlink();
  }

  @Test
  void otherViewsGoOnAfterOneIsClosed() throws Exception {
    InterProcessQueue<InterProcessQueue<Integer>> carrier = multiprocessing.queue();
    InterProcessQueue<Integer> queue = multiprocessing.queue();
    queue.put(1);
    carrier.put(queue);
    InterProcessQueue<Integer> view = carrier.take();
    queue.close();
    assertThat(view.take()).isEqualTo(1);
    view.put(2);
    assertThat(view.size()).isEqualTo(1);
    view.unlink();
    carrier.close();
  }

  @Test
  void anUnlinkedQueueGoesOnUntilItNeedsMoreMemory() throws Exception {
    InterProcessQueue<byte[]> queue = multiprocessing.queue();
    queue.put(new byte[100]);
    queue.unlink();
    queue.unlink();
    queue.put(new byte[200]);
    for (byte[] tooMuch : List.of(new byte[500_000], new byte[18_000_000])) {
      assertThatThrownBy(() -> queue.put(tooMuch))
          .isInstanceOf(SharedObjectException.class).hasMessageContaining("unlinked");
    }
    assertThat(queue.take()).hasSize(100);
    assertThat(queue.take()).hasSize(200);
    assertThat(queue.isEmpty()).isTrue();
    queue.close();
    queue.unlink();
  }

  @Test
  void aQueueThatHasGrownCanBeClosedAndThenUnlinked() throws Exception {
    for (InterProcessQueue<byte[]> queue : List.<InterProcessQueue<byte[]>>of(
        multiprocessing.queue(), multiprocessing.joinableQueue())) {
      for (int length : new int[] {100_000, 200_000, 18_000_000, 400_000}) {
        queue.put(new byte[length]);
      }
      queue.take();
      queue.take(); // the head is in a ring that has a file
      queue.close();
      queue.unlink();
      queue.unlink();
    }
  }

  @Test
  void anUnlinkedQueueCantBeSent() throws Exception {
    InterProcessQueue<Integer> queue = multiprocessing.queue();
    queue.unlink();
    InterProcessQueue<Object> carrier = multiprocessing.queue();
    carrier.put(queue);
    // In this process the memory is known, whatever its name.
    assertThat(carrier.take()).isInstanceOf(InterProcessQueue.class);
    ChildProcess child = multiprocessing.process(new Taking(carrier));
    carrier.put(queue);
    child.start();
    child.join();
    assertThat(child.exitCode()).hasValue(0);
    carrier.unlink();
  }

  private record Taking(InterProcessQueue<Object> carrier) implements RemoteRunnable {
    @Override
    public void run() {
      assertThatThrownBy(carrier::take).isInstanceOf(SerializationException.class);
      assertThat(carrier.isEmpty()).isTrue();
    }
  }

  @Test
  void taskDoneOnceTooOftenIsAnError() throws Exception {
    try (JoinableQueue<Integer> queue = Queues.joinableQueue(QueueConfig.defaults(), new KryoCodec())) {
      assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class).hasMessageContaining("elements=0");
      queue.put(1);
      queue.put(2);
      queue.take();
      queue.taskDone();
      assertThat(queue.join(Duration.ZERO)).isFalse();
      queue.taskDone(); // as in Python it doesn't matter whether it was taken
      queue.join();
      assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class).hasMessageContaining("elements=2");
      queue.put(3);
      assertThat(queue.join(Duration.ofMillis(20))).isFalse();
    }
  }

  @Test
  void aThreadThatIsInterruptedCanOfferWhatNeedsMoreMemory() throws Exception {
    try (InterProcessQueue<byte[]> queue = multiprocessing.queue()) {
      Thread.currentThread().interrupt();
      assertThat(queue.offer(new byte[1_000_000])).isTrue();
      assertThat(queue.offer(new byte[18_000_000])).isTrue();
      assertThat(queue.poll()).hasSize(1_000_000);
      assertThat(queue.poll()).hasSize(18_000_000);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void drainsNoMoreThanTheTargetHasRoomFor() throws Exception {
    try (InterProcessQueue<Integer> queue = multiprocessing.queue()) {
      for (int i = 0; i < 30; i++) {
        queue.put(i);
      }
      ArrayBlockingQueue<Integer> target = new ArrayBlockingQueue<>(10);
      assertThat(queue.drainTo(target)).isEqualTo(10);
      assertThat(queue.drainTo(target)).isZero();
      assertThat(queue.size()).isEqualTo(20);
      assertThat(queue.take()).isEqualTo(10);
    }
  }

  @Test
  void anElementThatTheTargetRefusesDoesNoHarmToTheOthersOfItsRound() throws Exception {
    try (InterProcessQueue<Object> queue = multiprocessing.queue()) {
      for (int i = 0; i < 6; i++) {
        queue.put(i == 4 ? new byte[18_000_000] : i);
      }
      AssertionError refusal = new AssertionError("no 3");
      List<Object> target = new ArrayList<>() {
        @Override
        public boolean add(Object element) {
          if (element.equals(1)) {
            throw new UnsupportedOperationException("no 1");
          } else if (element.equals(3)) {
            throw refusal;
          }
          return super.add(element);
        }
      };
      assertThatThrownBy(() -> queue.drainTo(target))
          .isInstanceOf(UnsupportedOperationException.class)
          .satisfies(failure -> assertThat(failure.getSuppressed()).containsExactly(refusal));
      assertThat(target).hasSize(4).contains(0, 2, 5);
      queue.put(3);
      assertThatThrownBy(() -> queue.drainTo(target)).isSameAs(refusal);
      assertThat(queue.isEmpty()).isTrue();
    }
  }

  private static void requireEnd(Pipe pipe) throws Exception {
    pipe.second().close();
    try (Connection first = pipe.first()) {
      assertThat(first.poll(Duration.ofSeconds(10))).isTrue();
      assertThatThrownBy(first::recv).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void aConnectionThatWasNotPutHoldsNothingOpen() throws Exception {
    Pipe pipe = multiprocessing.pipe();
    try (InterProcessQueue<Object> queue = multiprocessing.queue(1)) {
      queue.put("full");
      assertThat(queue.offer(pipe.second(), Duration.ofMillis(1))).isFalse();
      queue.take();
      queue.unlink();
      assertThatThrownBy(() -> queue.put(List.of(pipe.second(), new byte[500_000])))
          .isInstanceOf(SharedObjectException.class);
      assertThatThrownBy(() -> queue.put(new ArrayList<>(List.of(pipe.second(), new Thread()))))
          .isInstanceOf(SerializationException.class);
    }
    requireEnd(pipe);
  }

  @Test
  void aConnectionThatWasNotTakenHoldsNothingOpenOnceAQueueThatWasNeverSentIsClosed() throws Exception {
    Pipe pipe = multiprocessing.pipe();
    Connection taken;
    try (InterProcessQueue<Object> queue = multiprocessing.queue()) {
      queue.put(pipe.second());
      queue.put(List.of(pipe.second(), new byte[18_000_000]));
      queue.put(pipe.second());
      taken = (Connection) queue.take();
    }
    taken.send("still open");
    String received = pipe.first().recv();
    assertThat(received).isEqualTo("still open");
    taken.close();
    requireEnd(pipe);
  }

  @Test
  void drainsNoMoreThanAskedFor() throws Exception {
    try (InterProcessQueue<Integer> queue = multiprocessing.queue()) {
      for (int i = 0; i < 1000; i++) {
        queue.put(i);
      }
      List<Integer> target = new ArrayList<>();
      assertThat(queue.drainTo(target, 0)).isZero();
      assertThat(queue.drainTo(target, -1)).isZero();
      assertThat(queue.drainTo(target, 700)).isEqualTo(700);
      assertThat(queue.drainTo(target)).isEqualTo(300);
      assertThat(queue.drainTo(target)).isZero();
      assertThat(target).hasSize(1000).isSorted();
    }
  }
}
