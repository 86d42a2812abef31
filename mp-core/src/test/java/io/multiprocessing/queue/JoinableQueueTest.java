package io.multiprocessing.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.sync.OwnerDiedException;
import io.multiprocessing.testing.Portable;
import io.multiprocessing.testing.Small;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Behaviour 12: join waits for every taskDone, whichever process says it, and learns of those who can't any more. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JoinableQueueTest {

  private final Multiprocessing multiprocessing = Small.processes();

  private record Working(JoinableQueue<Integer> queue, InterProcessQueue<Integer> done) implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      for (int next = queue.take(); next >= 0; next = queue.take()) {
        done.put(next);
        queue.taskDone();
      }
      queue.taskDone();
    }
  }

  @Test
  void joinReturnsWhenEverythingIsDone() throws Exception {
    new JoiningScene().run();
  }

  @Test
  void joinReturnsWhenEverythingIsDoneOnThePortableBranch() throws Exception {
    ChildProcess child = multiprocessing
        .with(Portable.options())
        .process(new JoiningScene());
    child.start();
    assertThat(child.join(Duration.ofSeconds(90))).isTrue();
    assertThat(child.exitCode()).hasValue(0);
  }

  private record JoiningScene() implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      Multiprocessing context = Small.processes();
      JoinableQueue<Integer> queue = context.joinableQueue();
      InterProcessQueue<Integer> done = context.queue();
      List<ChildProcess> workers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        ChildProcess worker = context.process(new Working(queue, done));
        worker.start();
        workers.add(worker);
      }
      for (int round = 1; round <= 3; round++) {
        for (int i = 0; i < 2_000; i++) {
          queue.put(i);
        }
        queue.join();
        assertThat(done.size()).isEqualTo(round * 2_000);
      }
      for (int i = 0; i < 3; i++) {
        queue.put(-1);
      }
      assertThat(queue.join(Duration.ofSeconds(30))).isTrue();
      for (ChildProcess worker : workers) {
        worker.join();
        assertThat(worker.exitCode()).hasValue(0);
      }
      queue.unlink();
      done.unlink();
    }
  }

  @Test
  void aProcessThatWasKilledWithElementsIsToldOnceAndTheRestIsWaitedFor() throws Exception {
    JoinableQueue<Integer> queue = multiprocessing.joinableQueue();
    for (int i = 0; i < 5; i++) {
      queue.put(i);
    }
    List<Long> pids = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      InterProcessQueue<String> said = multiprocessing.queue();
      ChildProcess child = multiprocessing.process(() -> {
        queue.take();
        queue.take();
        queue.taskDone();
        said.put("taken");
        TimeUnit.MINUTES.sleep(5);
      });
      child.start();
      said.take();
      if (i == 0) {
        assertThat(queue.join(Duration.ofMillis(120))).as("it lives").isFalse();
      }
      child.kill();
      child.join();
      pids.add(child.pid().orElseThrow());
      said.unlink();
    }
    List<Long> told = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(queue::join)
          .isInstanceOfSatisfying(OwnerDiedException.class, died -> told.add(died.pid()))
          .hasMessageContaining("elements=1");
    }
    assertThat(told).containsExactlyInAnyOrderElementsOf(pids);
    assertThat(queue.join(Duration.ofMillis(70))).isFalse();
    assertThat(queue.take()).isEqualTo(4);
    queue.taskDone();
    queue.join();
    queue.unlink();
  }

  @Test
  void aWaitThatHasBegunLearnsOfADeath() throws Exception {
    JoinableQueue<Integer> queue = multiprocessing.joinableQueue();
    queue.put(1);
    ChildProcess child = multiprocessing.process(() -> {
      queue.take();
      Runtime.getRuntime().halt(9);
    });
    child.start();
    assertThatThrownBy(queue::join).isInstanceOf(OwnerDiedException.class);
    queue.join();
    queue.unlink();
  }

  @Test
  void anotherProcessThanTheTakerMaySayThatATaskIsDone() throws Exception {
    JoinableQueue<Integer> queue = multiprocessing.joinableQueue();
    InterProcessQueue<Integer> taken = multiprocessing.queue();
    for (int i = 0; i < 4; i++) {
      queue.put(i);
    }
    ChildProcess child = multiprocessing.process(() -> {
      for (int i = 0; i < 4; i++) {
        taken.put(queue.take());
      }
      taken.put(-1);
      TimeUnit.MINUTES.sleep(5);
    });
    child.start();
    while (taken.take() >= 0) {
      queue.taskDone();
    }
    queue.join();
    queue.put(9);
    child.kill();
    child.join();
    queue.take();
    assertThat(queue.join(Duration.ofMillis(120))).isFalse(); // the dead one's tasks were done by this process
    queue.taskDone();
    queue.join();
    queue.unlink();
    taken.unlink();
  }

  private record TakingOne(JoinableQueue<Integer> queue, InterProcessQueue<Integer> taken)
      implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      taken.put(queue.take());
      TimeUnit.MINUTES.sleep(5);
    }
  }

  @Test
  void aDeathIsLearntThoughAnotherTakersElementWasSaidToBeDone() throws Exception {
    JoinableQueue<Integer> queue = multiprocessing.joinableQueue();
    InterProcessQueue<Integer> taken = multiprocessing.queue();
    List<ChildProcess> takers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      queue.put(i);
      ChildProcess taker = multiprocessing.process(new TakingOne(queue, taken));
      taker.start();
      assertThat(taken.take()).isEqualTo(i);
      takers.add(taker);
    }
    queue.taskDone(); // for the second one's element
    takers.get(0).kill();
    takers.get(0).join();
    assertThatThrownBy(() -> queue.join(Duration.ofSeconds(10)))
        .isInstanceOf(OwnerDiedException.class).hasMessageContaining("elements=1");
    assertThat(queue.join(Duration.ofSeconds(10))).isTrue();
    takers.get(1).kill();
    takers.get(1).join();
    queue.put(7);
    queue.take();
    assertThat(queue.join(Duration.ZERO)).isFalse();
    queue.taskDone();
    queue.join();
    queue.unlink();
    taken.unlink();
  }

  @Test
  void aLivingTakerMaySayItsElementIsDoneAfterItCountedAsLost() throws Exception {
    JoinableQueue<Integer> queue = multiprocessing.joinableQueue();
    InterProcessQueue<Integer> taken = multiprocessing.queue();
    queue.put(1);
    queue.put(2);
    ChildProcess taker = multiprocessing.process(new TakingOne(queue, taken));
    taker.start();
    taken.take();
    ChildProcess other = multiprocessing.process(queue::taskDone); // for the one that dies
    other.start();
    other.join();
    assertThat(other.exitCode()).hasValue(0);
    queue.take();
    taker.kill();
    taker.join();
    assertThatThrownBy(queue::join).isInstanceOf(OwnerDiedException.class).hasMessageContaining("elements=1");
    queue.join();
    queue.taskDone();
    queue.join();
    assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
    queue.unlink();
    taken.unlink();
  }

  @Test
  void anInterruptEndsJoin() throws Exception {
    try (JoinableQueue<Integer> queue = multiprocessing.joinableQueue()) {
      queue.put(1);
      Thread.currentThread().interrupt();
      assertThatThrownBy(queue::join).isInstanceOf(InterruptedException.class);
      assertThat(Thread.interrupted()).isFalse();
    }
  }
}
