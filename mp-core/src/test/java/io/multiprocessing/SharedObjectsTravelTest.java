package io.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.api.RemoteFunction;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.connection.Connection;
import io.multiprocessing.connection.Pipe;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.queue.InterProcessQueue;
import io.multiprocessing.queue.JoinableQueue;
import io.multiprocessing.queue.SimpleQueue;
import io.multiprocessing.shared.ShareableList;
import io.multiprocessing.shared.SharedIntArray;
import io.multiprocessing.shared.SharedLong;
import io.multiprocessing.shared.SharedMemory;
import io.multiprocessing.sync.InterProcessBarrier;
import io.multiprocessing.sync.InterProcessBoundedSemaphore;
import io.multiprocessing.sync.InterProcessCondition;
import io.multiprocessing.sync.InterProcessEvent;
import io.multiprocessing.sync.InterProcessLock;
import io.multiprocessing.sync.InterProcessReentrantLock;
import io.multiprocessing.sync.InterProcessSemaphore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every kind of shared object, sent by every way there is, is the same object where it arrives. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedObjectsTravelTest {

  private static final Duration LIMIT = Duration.ofSeconds(40);

  private final Multiprocessing mp = Multiprocessing.get();
  private final List<AutoCloseable> opened = new ArrayList<>();

  /** One object of each kind. */
  private record Everything(
      InterProcessLock lock,
      InterProcessReentrantLock reentrant,
      InterProcessSemaphore semaphore,
      InterProcessBoundedSemaphore bounded,
      InterProcessCondition condition,
      InterProcessEvent event,
      InterProcessBarrier barrier,
      InterProcessQueue<String> queue,
      JoinableQueue<String> joinable,
      SimpleQueue<String> simple,
      SharedLong value,
      SharedIntArray array,
      SharedMemory memory,
      ShareableList list,
      Connection connection) {}

  private <T extends AutoCloseable> T opened(T resource) {
    opened.add(resource);
    return resource;
  }

  private Everything everything(Connection connection) {
    return new Everything(
        opened(mp.lock()),
        opened(mp.reentrantLock()),
        opened(mp.semaphore(2)),
        opened(mp.boundedSemaphore(2)),
        opened(mp.condition()),
        opened(mp.event()),
        opened(mp.barrier(1)),
        opened(mp.queue()),
        opened(mp.joinableQueue()),
        opened(mp.simpleQueue()),
        opened(mp.shared().longValue(40)),
        opened(mp.shared().intArray(3)),
        opened(mp.shared().createMemory(16)),
        opened(mp.shared().list(List.of("text", 1))),
        connection);
  }

  @AfterEach
  void closeAll() throws Exception {
    Collections.reverse(opened);
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  /** Uses each object; whoever sent it sees what was done. */
  private static String use(Everything all) throws Exception {
    all.lock().lock();
    all.reentrant().lock();
    all.reentrant().unlock();
    all.semaphore().acquire();
    all.bounded().acquire();
    all.condition().getLock().lock();
    all.condition().signalAll();
    all.condition().getLock().unlock();
    all.barrier().await();
    all.queue().put("queued");
    all.joinable().put("joinable");
    all.simple().put("simple");
    all.value().addAndGet(2);
    all.array().set(1, 7);
    all.memory().buffer().put(3, (byte) 9);
    all.list().set(0, "done");
    all.connection().send("connected");
    all.connection().close();
    all.event().set();
    all.lock().unlock();
    return "used";
  }

  private static void requireUsed(Everything all, Connection other) throws Exception {
    assertThat(all.event().await(LIMIT)).isTrue();
    assertThat(all.lock().tryLock(LIMIT)).isTrue();
    all.lock().unlock();
    assertThat(all.queue().poll(LIMIT)).isEqualTo("queued");
    assertThat(all.joinable().poll(LIMIT)).isEqualTo("joinable");
    all.joinable().taskDone();
    assertThat(all.simple().take()).isEqualTo("simple");
    assertThat(all.value().get()).isEqualTo(42);
    assertThat(all.array().get(1)).isEqualTo(7);
    assertThat(all.memory().buffer().get(3)).isEqualTo((byte) 9);
    assertThat(all.list().get(0)).isEqualTo("done");
    assertThat(other.<String>recv()).isEqualTo("connected");
  }

  private record Using(Everything all) implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      use(all);
    }
  }

  /** The connection stays behind: it was closed. */
  private static final RemoteFunction<Everything, Everything> USE_AND_RETURN = new UsingAndReturning();

  private record UsingAndReturning() implements RemoteFunction<Everything, Everything> {
    @Override
    public Everything apply(Everything all) throws Exception {
      use(all);
      return new Everything(
          all.lock(), all.reentrant(), all.semaphore(), all.bounded(), all.condition(), all.event(), all.barrier(),
          all.queue(), all.joinable(), all.simple(), all.value(), all.array(), all.memory(), all.list(), null);
    }
  }

  private record UsingFromPipe(Connection from) implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      use(from.recv());
    }
  }

  private record UsingFromQueue(InterProcessQueue<Everything> from) implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      use(from.take());
    }
  }

  private static void run(ChildProcess child) throws Exception {
    child.start();
    assertThat(child.join(LIMIT)).isTrue();
    assertThat(child.exitCode()).hasValue(0);
  }

  @Test
  void asAnArgumentOfAProcess() throws Exception {
    Pipe pipe = opened(mp.pipe());
    Everything all = everything(pipe.second());
    run(mp.process(new Using(all)));
    requireUsed(all, pipe.first());
  }

  @Test
  void asAnArgumentOfATaskAndInItsResult() throws Exception {
    Pipe pipe = opened(mp.pipe());
    Everything all = everything(pipe.second());
    try (Pool pool = mp.pool(1)) {
      Everything back = pool.apply(USE_AND_RETURN, all);
      assertThat(back.value().incrementAndGet()).isEqualTo(43);
      assertThat(all.value().decrementAndGet()).isEqualTo(42);
    }
    requireUsed(all, pipe.first());
  }

  @Test
  void throughAPipeAndThroughAQueue() throws Exception {
    Pipe way = opened(mp.pipe());
    Pipe pipe = opened(mp.pipe());
    Everything all = everything(pipe.second());
    ChildProcess child = mp.process(new UsingFromPipe(way.second()));
    way.first().send(all);
    run(child);
    requireUsed(all, pipe.first());

    InterProcessQueue<Everything> queue = opened(mp.queue());
    Pipe another = opened(mp.pipe());
    Everything more = everything(another.second());
    queue.put(more);
    run(mp.process(new UsingFromQueue(queue)));
    requireUsed(more, another.first());
  }
}
