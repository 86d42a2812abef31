package io.multiprocessing.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.sync.OwnerDiedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queues of a manager, with children that take from them and are killed. */
@Timeout(60)
abstract class ManagedQueueContract {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** It has a process of its own. */
  abstract SyncManager manager();

  @Test
  void allMethodsOfABlockingQueueWork() throws Exception {
    ManagedQueue<Integer> queue = manager().queue(3);
    queue.put(1);
    assertThat(queue.offer(2)).isTrue();
    assertThat(queue.add(3)).isTrue();
    assertThat(queue.isFull()).isTrue();
    assertThat(queue.offer(4)).isFalse();
    assertThat(queue.offer(4, Duration.ofMillis(20))).isFalse();
    assertThat(queue.offer(4, 20, TimeUnit.MILLISECONDS)).isFalse();
    assertThatThrownBy(() -> queue.add(4)).isInstanceOf(IllegalStateException.class).hasMessageContaining("full");
    assertThat(queue).containsExactly(1, 2, 3).hasToString("[1, 2, 3]");
    assertThat(queue.contains(2)).isTrue();
    assertThat(queue.containsAll(List.of(1, 3))).isTrue();
    assertThat(queue.peek()).isEqualTo(1);
    assertThat(queue.element()).isEqualTo(1);
    assertThat(queue.remove()).isEqualTo(1);
    assertThat(queue.remove((Object) 3)).isTrue();
    assertThat(queue.remainingCapacity()).isEqualTo(2);
    assertThat(queue.addAll(List.of(5, 6))).isTrue();
    assertThatThrownBy(() -> queue.addAll(List.of(7))).isInstanceOf(IllegalStateException.class);
    assertThat(queue.removeIf(element -> element == 5)).isTrue();
    assertThat(queue.retainAll(List.of(6))).isTrue();
    ArrayBlockingQueue<Integer> small = new ArrayBlockingQueue<>(1);
    queue.put(7);
    assertThat(queue.drainTo(small)).isEqualTo(1);
    assertThat(small).containsExactly(6);
    assertThat(queue.poll(1, TimeUnit.SECONDS)).isEqualTo(7);
    assertThat(queue.poll(Duration.ofMillis(10))).isNull();
    assertThat(queue.poll()).isNull();
    assertThatThrownBy(queue::remove).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(queue::element).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(() -> queue.put(null)).isInstanceOf(NullPointerException.class).hasMessage("element");
    assertThatThrownBy(() -> queue.drainTo(queue)).isInstanceOf(IllegalArgumentException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(queue::take).isInstanceOf(InterruptedException.class);
    assertThat(queue.isEmpty()).isTrue();
    queue.unlink();
    assertThatThrownBy(queue::size).isInstanceOf(ManagerException.class);
  }

  private record Taking(ManagedJoinableQueue<String> queue, ManagedList<String> log) implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      log.add("comes");
      log.add(queue.take());
      queue.take();
    }
  }

  @Test
  void aConsumerKilledWhileItWaitsTakesNothingAndOneKilledWithAnElementIsReported() throws Exception {
    ManagedJoinableQueue<String> queue = manager().joinableQueue();
    ManagedList<String> log = manager().list();
    ChildProcess child = Multiprocessing.get().process(new Taking(queue, log));
    child.start();
    queue.put("one");
    await().atMost(LIMIT).until(() -> log.size() == 2);
    await().atMost(LIMIT).until(() -> manager().snapshot().waitingCalls() > 0); // its second take
    FutureTask<Boolean> joiner = new FutureTask<>(() -> queue.join(LIMIT));
    new Thread(joiner).start();
    long pid = child.pid().orElseThrow();
    child.kill();
    assertThatThrownBy(() -> joiner.get(30, TimeUnit.SECONDS))
        .cause().isInstanceOfSatisfying(OwnerDiedException.class, e -> assertThat(e.pid()).isEqualTo(pid));
    queue.put("two");
    assertThat(queue.take()).as("nobody else takes it").isEqualTo("two");
    queue.taskDone();
    assertThat(queue.join(LIMIT)).isTrue();
    child.join();
  }

  @Test
  void whatManyThreadsPutIsTakenOnceAndInOrder() throws Exception {
    ManagedQueue<Integer> queue = manager().queue(8);
    List<FutureTask<List<Integer>>> takers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      takers.add(
          new FutureTask<>(
              () -> {
                List<Integer> taken = new ArrayList<>();
                for (int element = queue.take(); element >= 0; element = queue.take()) {
                  taken.add(element);
                }
                return taken;
              }));
    }
    takers.forEach(taker -> new Thread(taker).start());
    for (int i = 0; i < 300; i++) {
      queue.put(i);
    }
    for (int i = 0; i < 3; i++) {
      queue.put(-1);
    }
    List<Integer> all = new ArrayList<>();
    for (FutureTask<List<Integer>> taker : takers) {
      List<Integer> taken = taker.get(30, TimeUnit.SECONDS);
      assertThat(taken).isSorted();
      all.addAll(taken);
    }
    assertThat(all).hasSize(300).doesNotHaveDuplicates();
  }
}
