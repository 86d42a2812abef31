package io.multiprocessing.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.connection.Pipe;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.queue.InterProcessQueue;
import io.multiprocessing.serialization.SerializationException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What proxies of one started manager do: calls, errors, travel, threads. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ManagerUseTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final ManagedType<RemoteObject> NAMELESS =
      ManagedType.exposing("Nameless", Box.InMemory::new, Set.of("add", "size"));
  private static final ManagedType<Box> CREATED_ONLY_BY_OTHERS = Box.TYPE.withoutCreate();

  private static BaseManager manager;

  static BaseManager boxes() {
    return new BaseManager(
        Multiprocessing.get(),
        ManagerConfig.defaults(),
        Box.TYPE.withProxyResult("child", "Box"),
        NAMELESS,
        ManagedType.of("Failing", Box.class, () -> {
          throw new IOException("no box today");
        }));
  }

  @BeforeAll
  static void start() {
    manager = boxes();
    manager.start();
  }

  @AfterAll
  static void shutDown() {
    manager.close();
  }

  private static Box box() {
    return manager.create(Box.TYPE);
  }

  private static RemoteObject remote(Object proxy) {
    return (RemoteObject) proxy;
  }

  @Test
  void callsRunInTheManagersProcess() {
    Box box = box();
    assertThat(box.add(4)).isEqualTo(4);
    assertThat(box.add(3)).isEqualTo(7);
    assertThat(box.pid()).isNotEqualTo(ProcessHandle.current().pid());
    assertThat(box.greeting()).isEqualTo("from " + box.pid());
    assertThat(box).hasToString("box of 7");
    assertThat(remote(box).describe()).startsWith("BoxProxy[typeId=Box, id=").contains(manager.address().toString());
  }

  @Test
  void throwsWhatTheMethodThrowsWithTheRemoteStack() {
    Box box = box();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> box.fail("full"))
        .withMessage("full")
        .satisfies(e -> assertThat(e.getSuppressed()[0].getMessage()).contains("manager at " + manager.address()))
        .satisfies(e -> assertThat(e.getSuppressed()[0].toString()).contains("at " + Box.InMemory.class.getName() + ".fail"))
        .satisfies(
            e -> assertThat(e.getStackTrace()).as("the caller's").anyMatch(
                frame -> frame.getClassName().startsWith(ManagerUseTest.class.getName())));
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> box.get(5));
  }

  @Test
  void refusesMethodsThatAreNotExposed() throws Exception {
    RemoteObject nameless = manager.create(NAMELESS);
    assertThat(nameless.call("add", 5)).isEqualTo(5);
    assertThatExceptionOfType(ManagerException.class)
        .isThrownBy(() -> nameless.call("pid"))
        .withMessageContaining("pid")
        .withMessageContaining(manager.address().toString());
    assertThatExceptionOfType(ManagerException.class)
        .isThrownBy(() -> remote(box()).call("noSuchMethod", 1))
        .withMessageContaining("noSuchMethod");
  }

  @Test
  void refusesTypesThatItDoesNotKnow() {
    ManagedType<Box> unknown = ManagedType.named("Unknown", Box.class);
    assertThatExceptionOfType(ManagerException.class)
        .isThrownBy(() -> manager.create(unknown))
        .withMessageContaining("typeId=Unknown")
        .withMessageContaining(manager.address().toString());
    try (BaseManager other = new BaseManager(Multiprocessing.get(), ManagerConfig.defaults(), CREATED_ONLY_BY_OTHERS)) {
      other.server();
      assertThatExceptionOfType(ManagerException.class)
          .isThrownBy(() -> other.create(CREATED_ONLY_BY_OTHERS))
          .withMessageContaining("typeId=Box");
    }
  }

  @Test
  void throwsWhatAFactoryThrows() {
    assertThatExceptionOfType(RuntimeException.class)
        .isThrownBy(() -> manager.create(ManagedType.named("Failing", Box.class)))
        .withMessageContaining("typeId=Failing")
        .withMessageContaining("no box today")
        .withCauseInstanceOf(IOException.class);
  }

  @Test
  void namesWhatCanNotTravel() {
    Box box = box();
    assertThatExceptionOfType(SerializationException.class)
        .isThrownBy(() -> box.put(new Thread("never started")))
        .withMessageContaining("method=put")
        .withMessageContaining(manager.address().toString());
    assertThatExceptionOfType(ManagerException.class)
        .isThrownBy(box::unencodable)
        .withMessageContaining("method=unencodable")
        .withMessageContaining(manager.address().toString());
    assertThat(box.size()).isZero();
  }

  @Test
  void aResultBecomesASharedObjectWhereItsTypeSaysSo() {
    Box box = box();
    Box child = box.child();
    child.add(2);
    assertThat(child).isInstanceOf(RemoteObject.class).isEqualTo(box.child()).isNotEqualTo(box);
    assertThat(box.child().add(0)).isEqualTo(2);
  }

  @Test
  void objectsHoldProxiesOfOneAnother() {
    Box outer = box();
    Box inner = box();
    outer.put(inner);
    inner.add(1);
    Box found = (Box) outer.get(0);
    assertThat(found).isEqualTo(inner);
    assertThat(found.add(0)).isEqualTo(1);
    remote(inner).close();
    remote(found).close();
    assertThat(((Box) outer.get(0)).add(1)).isEqualTo(2);
  }

  @Test
  void proxiesTravelThroughArgumentsResultsQueuesPipesAndToSiblings() throws Exception {
    Box box = box();
    InterProcessQueue<Object> queue = Multiprocessing.get().queue();
    Pipe pipe = Multiprocessing.get().pipe();
    ChildProcess first = Multiprocessing.get().process(new Giver(box, queue));
    ChildProcess second = Multiprocessing.get().process(new Taker(queue, pipe));
    first.start();
    second.start();
    Box returned = pipe.first().recv();
    assertThat(returned).isEqualTo(box);
    assertThat(returned.add(0)).isEqualTo(111);
    first.join();
    second.join();
    assertThat(List.of(first.exitCode().getAsInt(), second.exitCode().getAsInt())).containsExactly(0, 0);
    pipe.close();
    queue.unlink();
  }

  private record Giver(Box box, InterProcessQueue<Object> queue) implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      box.add(1);
      Box made = box.child(); // of which only the sibling has a proxy soon
      made.add(100);
      queue.put(List.of(box, made));
    }
  }

  private record Taker(InterProcessQueue<Object> queue, Pipe pipe) implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      List<?> boxes = (List<?>) queue.take();
      Box box = (Box) boxes.get(0);
      box.add(10);
      box.add(((Box) boxes.get(1)).add(0));
      pipe.second().send(box);
    }
  }

  @Test
  void proxiesArePutIntoOtherManagersObjects() {
    try (BaseManager other = boxes()) {
      other.server(); // in this process
      Box there = other.create(Box.TYPE);
      Box here = box();
      there.put(here);
      here.put(there);
      assertThat(((Box) there.get(0)).add(3)).isEqualTo(3);
      assertThat(((Box) here.get(0)).add(4)).isEqualTo(4);
      assertThat(there.add(0)).isEqualTo(4);
    }
  }

  @Test
  void aSharedNameIsOneObject() {
    Box first = manager.shared(Box.TYPE, "the one");
    Box second = manager.shared(Box.TYPE, "the one");
    assertThat(first).isEqualTo(second);
    assertThat(manager.snapshot().objects()).anyMatch(object -> object.name().equals("the one"));
    assertThatExceptionOfType(ManagerException.class)
        .isThrownBy(() -> manager.shared(NAMELESS, "the one"))
        .withMessageContaining("the one");
  }

  @Test
  void anInterruptWithdrawsACall() throws Exception {
    Box box = box();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread = new Thread(() -> {
      try {
        box.await();
      } catch (InterruptedException e) {
        thrown.set(e);
      }
    });
    thread.start();
    await().atMost(LIMIT).until(() -> box.waiting().equals("waits"));
    thread.interrupt();
    thread.join(LIMIT.toMillis());
    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    await().atMost(LIMIT).until(() -> box.waiting().equals("interrupted"));
    assertThat(box.add(1)).isEqualTo(1);
  }

  @Test
  void anInterruptLeavesACallThatDoesNotDeclareIt() throws Exception {
    Box box = box();
    Thread.currentThread().interrupt();
    assertThat(box.add(1)).isEqualTo(1);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void manyThreadsCallWhileOneBlocks() throws Exception {
    Box box = box();
    ExecutorService threads = Executors.newFixedThreadPool(9);
    try {
      Future<?> blocked = threads.submit(() -> {
        box.await();
        return null;
      });
      await().atMost(LIMIT).until(() -> box.waiting().equals("waits"));
      List<Future<Integer>> sums = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        sums.add(threads.submit(() -> {
          int last = 0;
          for (int call = 0; call < 500; call++) {
            last = box.add(1);
          }
          return last;
        }));
      }
      for (Future<Integer> sum : sums) {
        sum.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      }
      assertThat(blocked.isDone()).isFalse();
      assertThat(box.add(0)).isEqualTo(4000);
      box.open();
      blocked.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void largeArgumentsAndResultsCross() {
    Box box = box();
    byte[] large = new byte[8 << 20];
    large[4711] = 7;
    box.put(large);
    assertThat((byte[]) box.get(0)).isEqualTo(large);
  }

  @Test
  void objectsGoWithTheirLastProxy() {
    long before = boxesHeld();
    Box box = box();
    assertThat(boxesHeld()).isEqualTo(before + 1);
    remote(box).close();
    await().atMost(LIMIT).until(() -> boxesHeld() == before);
    assertThatIllegalStateException().isThrownBy(() -> box.add(1)).withMessageContaining("closed");
  }

  @Test
  void objectsGoWhenTheirProxiesAreCollected() {
    String type = "Nameless";
    for (int i = 0; i < 20; i++) {
      manager.create(NAMELESS);
    }
    await().atMost(LIMIT).until(() -> {
      System.gc();
      return manager.snapshot().objects().stream().noneMatch(object -> object.typeId().equals(type));
    });
  }

  private static long boxesHeld() {
    return manager.snapshot().objects().stream().filter(object -> object.typeId().equals("Box")).count();
  }

  @Test
  void objectsOfAKilledClientGo() throws Exception {
    Box box = box();
    Pipe pipe = Multiprocessing.get().pipe();
    ChildProcess child = Multiprocessing.get().process(new Holder(box, pipe));
    child.start();
    String described = pipe.first().recv();
    assertThat(manager.snapshot().objects()).anyMatch(object -> described.contains("id=" + object.id() + ","));
    int clients = manager.snapshot().clients();
    child.kill();
    child.join();
    await().atMost(LIMIT).until(() -> manager.snapshot().clients() == clients - 1);
    assertThat(manager.snapshot().objects()).noneMatch(object -> described.contains("id=" + object.id() + ","));
    assertThat(box.add(0)).isZero();
    pipe.close();
  }

  private record Holder(Box box, Pipe pipe) implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      Box child = box.child();
      child.add(1);
      box.put("x");
      pipe.second().send(((RemoteObject) child).describe());
      child.await();
    }
  }
}
