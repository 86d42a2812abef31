package io.multiprocessing.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.SharedObjectException;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.testing.Small;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A queue goes wherever an object goes. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QueueTravelTest {

  private final Multiprocessing multiprocessing = Small.processes();

  /** A process class of an application. */
  static final class Counter extends ChildProcess {
    @Serial private static final long serialVersionUID = 1L;
    private final InterProcessQueue<Integer> queue;

    Counter(InterProcessQueue<Integer> queue) {
      this.queue = queue;
    }

    @Override
    public void run() throws Exception {
      for (int i = 0; i < 3; i++) {
        queue.put(i);
      }
    }
  }

  @Test
  void inAFieldOfAProcessThatMayEndAtOnce() throws Exception {
    InterProcessQueue<Integer> queue = multiprocessing.queue();
    Counter counter = new Counter(queue);
    counter.start();
    counter.join();
    assertThat(counter.exitCode()).hasValue(0);
    assertThat(List.of(queue.take(), queue.take(), queue.take())).containsExactly(0, 1, 2);
    queue.unlink();
  }

  @Test
  void withTheTasksOfAPoolAndBackAsAResult() throws Exception {
    InterProcessQueue<Integer> queue = multiprocessing.queue();
    try (Pool pool = multiprocessing.pool(2)) {
      pool.map(i -> queue.offer(i), IntStream.range(0, 20).boxed().toList());
      assertThat(queue.size()).isEqualTo(20);
      InterProcessQueue<String> made = pool.apply(() -> {
        InterProcessQueue<String> fresh = Multiprocessing.get().queue(2);
        fresh.put("made in a worker");
        return fresh;
      });
      assertThat(made.take()).isEqualTo("made in a worker");
      assertThat(made.remainingCapacity()).isEqualTo(2);
      made.unlink();
    }
    queue.unlink();
  }

  @Test
  void throughAnotherQueueAndOnToAGrandchild() throws Exception {
    InterProcessQueue<JoinableQueue<String>> carrier = multiprocessing.queue();
    JoinableQueue<String> queue = multiprocessing.joinableQueue();
    carrier.put(queue);
    ChildProcess child = multiprocessing.process(() -> {
      JoinableQueue<String> arrived = carrier.take();
      ChildProcess grandchild = Multiprocessing.get().process(() -> {
        arrived.put("from a grandchild");
        arrived.join();
      });
      grandchild.start();
      grandchild.join();
      System.exit(grandchild.exitCode().orElse(9));
    });
    child.start();
    assertThat(queue.take()).isEqualTo("from a grandchild");
    queue.taskDone();
    child.join();
    assertThat(child.exitCode()).hasValue(0);
    carrier.unlink();
    queue.unlink();
  }

  @Test
  void byTheSerializationOfTheJdkToo() throws Exception {
    SimpleQueue<Integer> queue = multiprocessing.simpleQueue();
    queue.put(1);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(queue);
    }
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      SimpleQueue<?> view = (SimpleQueue<?>) in.readObject();
      assertThat(view.take()).isEqualTo(1);
    }
    queue.unlink();
  }

  @Test
  void aHandleThatArrivesTooLateSaysSo() throws Exception {
    InterProcessQueue<Integer> queue = multiprocessing.queue();
    InterProcessQueue<String> said = multiprocessing.queue();
    InterProcessQueue<InterProcessQueue<Integer>> carrier = multiprocessing.queue();
    carrier.put(queue);
    queue.unlink();
    ChildProcess child = multiprocessing.process(() -> {
      try {
        carrier.take();
      } catch (RuntimeException e) {
        Throwable root = e;
        while (root.getCause() != null) {
          root = root.getCause();
        }
        said.put(root.getClass().getSimpleName() + ": " + root.getMessage());
      }
    });
    child.start();
    assertThat(said.take()).startsWith(SharedObjectException.class.getSimpleName()).contains("it was removed");
    child.join();
    said.unlink();
    carrier.unlink();
    queue.close();
    assertThatThrownBy(queue::take).isInstanceOf(IllegalStateException.class);
  }
}
