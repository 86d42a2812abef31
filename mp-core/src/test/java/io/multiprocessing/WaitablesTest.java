package io.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.connection.Connection;
import io.multiprocessing.connection.Listener;
import io.multiprocessing.connection.Pipe;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.queue.InterProcessQueue;
import io.multiprocessing.sync.InterProcessEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WaitablesTest {

  private static final Duration LONG = Duration.ofSeconds(40);
  private static final Duration SHORT = Duration.ofMillis(120);

  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    Collections.reverse(opened);
    for (AutoCloseable each : opened) {
      each.close();
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .as("no thread is left").noneMatch(thread -> thread.getName().equals("multiprocessing-select"));
  }

  private <T extends AutoCloseable> T opened(T resource) {
    opened.add(resource);
    return resource;
  }

  private Pipe pipe() {
    return opened(Multiprocessing.get().pipe());
  }

  /** Two sockets, connected, in non-blocking mode. */
  private SocketChannel[] sockets() throws Exception {
    try (ServerSocketChannel server =
        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      SocketChannel client = opened(SocketChannel.open(server.getLocalAddress()));
      SocketChannel accepted = opened(server.accept());
      client.configureBlocking(false);
      accepted.configureBlocking(false);
      return new SocketChannel[] {client, accepted};
    }
  }

  private static void send(SocketChannel socket) throws Exception {
    socket.write(ByteBuffer.wrap(new byte[] {1}));
  }

  private static FutureTask<List<Object>> waiting(Object... objects) {
    FutureTask<List<Object>> task = new FutureTask<>(() -> Waitables.await(Arrays.asList(objects), LONG));
    new Thread(task, "test-waiting").start();
    return task;
  }

  private static List<Object> outcome(FutureTask<List<Object>> task) throws Exception {
    return task.get(30, TimeUnit.SECONDS);
  }

  /** Gives the waiter time to fall asleep; the tests are right as well if it hasn't. */
  private static void awaitAsleep(FutureTask<?> task) {
    long start = System.nanoTime();
    await().until(() -> task.isDone() || System.nanoTime() - start > 100_000_000);
  }

  @Test
  void returnsAllThatAreReadyInTheirOrder() throws Exception {
    Pipe one = pipe();
    Pipe two = pipe();
    Pipe three = pipe();
    SocketChannel[] sockets = sockets();
    CompletableFuture<String> done = CompletableFuture.completedFuture("x");
    CompletableFuture<String> open = new CompletableFuture<>();
    three.second().send(1);
    one.second().close();
    send(sockets[1]);
    await().until(() -> Waitables.await(List.of(sockets[0]), Duration.ZERO).size() == 1);
    List<Object> ready =
        Waitables.await(List.of(one.first(), open, sockets[0], two.first(), done, three.first(), sockets[1]), LONG);
    assertThat(ready).containsExactly(one.first(), sockets[0], done, three.first());
    assertThat(Waitables.<Object>await(List.of(two.first(), done))).containsExactly(done);
    assertThat(three.first().<Integer>recv()).as("waiting takes nothing away").isEqualTo(1);
  }

  @Test
  void theLimitIsKept() throws Exception {
    SocketChannel[] sockets = sockets();
    CompletableFuture<String> open = new CompletableFuture<>();
    List<List<Object>> kinds =
        List.of(
            List.of(), List.of(pipe().first()), List.of(sockets[0]), List.of(open), List.of(sockets[0], open),
            List.of(pipe().first(), sockets[0], open));
    for (List<Object> objects : kinds) {
      long start = System.nanoTime();
      assertThat(Waitables.await(objects, SHORT)).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(100), Duration.ofSeconds(10));
      assertThat(Waitables.await(objects, Duration.ZERO)).isEmpty();
      assertThat(Waitables.await(objects, Duration.ofSeconds(-1))).isEmpty();
    }
  }

  @Test
  void aMessageOrTheEndOfAPipeWakesTheWaiter() throws Exception {
    Pipe one = pipe();
    Pipe two = pipe();
    FutureTask<List<Object>> waiting = waiting(one.first(), two.first());
    awaitAsleep(waiting);
    assertThat(waiting.isDone()).isFalse();
    two.second().sendBytes(new byte[0]);
    assertThat(outcome(waiting)).containsExactly(two.first());
    two.first().recvBytes();
    waiting = waiting(one.first(), two.first());
    awaitAsleep(waiting);
    one.second().close();
    assertThat(outcome(waiting)).containsExactly(one.first());
  }

  @Test
  void eachKindWakesAWaiterWhoWaitsForAllKinds() throws Exception {
    Pipe pipe = pipe();
    SocketChannel[] sockets = sockets();
    CompletableFuture<String> future = new CompletableFuture<>();
    FutureTask<List<Object>> waiting = waiting(pipe.first(), sockets[0], future);
    awaitAsleep(waiting);
    send(sockets[1]);
    assertThat(outcome(waiting)).containsExactly(sockets[0]);
    sockets[0].read(ByteBuffer.allocate(8));

    waiting = waiting(pipe.first(), sockets[0], future);
    awaitAsleep(waiting);
    pipe.second().send("x");
    assertThat(outcome(waiting)).containsExactly(pipe.first());
    pipe.first().recv();

    waiting = waiting(pipe.first(), sockets[0], future);
    awaitAsleep(waiting);
    future.completeExceptionally(new IllegalStateException("also an end"));
    assertThat(outcome(waiting)).containsExactly(future);
  }

  @Test
  void channelsAndFuturesWithoutSharedMemoryAreWaitedFor() throws Exception {
    SocketChannel[] sockets = sockets();
    CompletableFuture<String> future = new CompletableFuture<>();
    FutureTask<List<Object>> both = waiting(sockets[0], future);
    FutureTask<List<Object>> channel = waiting(sockets[1]);
    FutureTask<List<Object>> alone = waiting(future, new CompletableFuture<String>());
    awaitAsleep(both);
    future.complete("done");
    assertThat(outcome(both)).containsExactly(future);
    assertThat(outcome(alone)).containsExactly(future);
    sockets[0].close();
    assertThat(outcome(channel)).as("the end of a stream").containsExactly(sockets[1]);
    assertThat(future.getNumberOfDependents()).isZero();
  }

  @Test
  void aServerIsReadyWhenAClientConnects() throws Exception {
    ServerSocketChannel server =
        opened(ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    server.configureBlocking(false);
    FutureTask<List<Object>> waiting = waiting(server);
    opened(SocketChannel.open(server.getLocalAddress()));
    assertThat(outcome(waiting)).containsExactly(server);
    assertThat(server.isRegistered()).as("nothing stays registered").isFalse();
    opened(server.accept());
  }

  private static void end() {}

  @Test
  void processesAreReadyWhenTheyHaveEnded() throws Exception {
    ChildProcess child = Multiprocessing.get().process(WaitablesTest::end);
    assertThatThrownBy(() -> Waitables.await(List.of(child), LONG)).isInstanceOf(IllegalStateException.class);
    child.start();
    Process process = new ProcessBuilder("sleep", "40").start();
    Pipe pipe = pipe();
    assertThat(Waitables.<Object>await(List.of(process, child, pipe.first()), LONG)).containsExactly(child);
    assertThat(Waitables.<Object>await(List.of(process, child.sentinel()), Duration.ofSeconds(10))).hasSize(1);
    FutureTask<List<Object>> waiting = waiting(process, process.toHandle(), pipe.first());
    awaitAsleep(waiting);
    process.destroyForcibly();
    assertThat(outcome(waiting)).isNotEmpty();
    await().until(() -> Waitables.<Object>await(List.of(process, process.toHandle()), LONG).size() == 2);
    child.join();
    child.close();
    assertThatThrownBy(() -> Waitables.await(List.of(child), LONG)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void futuresThatStayOpenDoNotCollectCallbacks() throws Exception {
    CompletableFuture<String> open = new CompletableFuture<>();
    Pipe pipe = pipe();
    for (int i = 0; i < 200; i++) {
      assertThat(Waitables.await(List.of(open, pipe.first()), Duration.ofNanos(1))).isEmpty();
    }
    assertThat(open.getNumberOfDependents()).isZero();
  }

  @Test
  void whatCanNotBeWaitedForIsRefused() throws Exception {
    assertThatThrownBy(() -> Waitables.await(List.of()))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("or a limit");
    assertThatThrownBy(() -> Waitables.await(List.of("text"), LONG))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("class=java.lang.String");
    assertThatThrownBy(() -> Waitables.await(Collections.singletonList(null), LONG))
        .isInstanceOf(NullPointerException.class).hasMessageContaining("objects");
    SocketChannel[] sockets = sockets();
    sockets[0].configureBlocking(true);
    assertThatThrownBy(() -> Waitables.await(List.of(sockets[0]), LONG))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("non-blocking");
    sockets[1].close();
    assertThatThrownBy(() -> Waitables.await(List.of(sockets[1]), LONG))
        .isInstanceOf(IllegalStateException.class).hasMessageContaining("closed channel");
    java.nio.channels.Pipe plain = java.nio.channels.Pipe.open();
    opened(plain.source());
    opened(plain.sink()).configureBlocking(false);
    assertThatThrownBy(() -> Waitables.await(List.of(plain.sink()), LONG))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("only a channel that is read");
    Pipe oneWay = opened(Multiprocessing.get().pipe(false));
    assertThatThrownBy(() -> Waitables.await(List.of(oneWay.writer()), LONG))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("sending end");
    oneWay.reader().close();
    assertThatThrownBy(() -> Waitables.await(List.of(oneWay.reader()), LONG))
        .isInstanceOf(IllegalStateException.class).hasMessageContaining("closed connection");
  }

  @Test
  void whatIsClosedMeanwhileEndsTheWait() throws Exception {
    Pipe pipe = pipe();
    FutureTask<List<Object>> waiting = waiting(pipe.first());
    awaitAsleep(waiting);
    pipe.first().close();
    assertThatThrownBy(() -> outcome(waiting)).hasCauseInstanceOf(IllegalStateException.class);
    SocketChannel[] sockets = sockets();
    FutureTask<List<Object>> onSocket = waiting(sockets[0]);
    awaitAsleep(onSocket);
    sockets[0].close();
    assertThatThrownBy(() -> outcome(onSocket)).hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void anInterruptEndsTheWait() throws Exception {
    SocketChannel[] sockets = sockets();
    Connection connection = pipe().first();
    CompletableFuture<String> open = new CompletableFuture<>();
    for (List<Object> objects :
        List.<List<Object>>of(
            List.of(connection), List.of(sockets[0]), List.of(open), List.of(connection, sockets[0], open))) {
      FutureTask<List<Object>> task = new FutureTask<>(() -> Waitables.await(objects));
      Thread thread = new Thread(task, "test-waiting");
      thread.start();
      thread.interrupt();
      assertThatThrownBy(() -> outcome(task)).hasCauseInstanceOf(InterruptedException.class);
    }
    assertThat(sockets[0].isOpen()).isTrue();
    assertThat(sockets[0].isRegistered()).isFalse();
  }

  @Test
  void severalThreadsMayWaitForTheSame() throws Exception {
    Pipe pipe = pipe();
    List<FutureTask<List<Object>>> tasks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      tasks.add(waiting(pipe.first()));
    }
    tasks.forEach(WaitablesTest::awaitAsleep);
    pipe.second().send(1);
    for (FutureTask<List<Object>> task : tasks) {
      assertThat(outcome(task)).containsExactly(pipe.first());
    }
  }

  @Test
  void everyKindOfThingIsWaitedForTogether() throws Exception {
    Pipe pipe = pipe();
    InterProcessEvent go = opened(Multiprocessing.get().event());
    InterProcessQueue<String> queue = opened(Multiprocessing.get().queue());
    Listener listener = opened(Connections.listener());
    Connection client = opened(Connections.client(listener.address()));
    Connection accepted = opened(listener.accept());
    ChildProcess child = Multiprocessing.get().process(new PuttingThenExiting(go, queue));
    child.start();
    List<Object> all = List.of(pipe.first(), queue, accepted, child);

    assertThat(Waitables.await(all, SHORT)).isEmpty();
    client.send("over a socket");
    assertThat(Waitables.await(all, LONG)).containsExactly(accepted);
    pipe.second().send("through a pipe");
    assertThat(Waitables.await(all, LONG)).containsExactly(pipe.first(), accepted);
    assertThat(accepted.<String>recv()).isEqualTo("over a socket");
    assertThat(pipe.first().<String>recv()).isEqualTo("through a pipe");

    go.set();
    assertThat(Waitables.await(all, LONG)).as("put before the exit").contains(queue);
    assertThat(queue.take()).isEqualTo("from a child");
    assertThat(Waitables.await(all, LONG)).containsExactly(child);
    child.join();
  }

  private record PuttingThenExiting(InterProcessEvent go, InterProcessQueue<String> queue) implements RemoteRunnable {
    @Override
    public void run() throws InterruptedException {
      go.await();
      queue.put("from a child");
    }
  }

  /** A stage that makes a new future at each call, as a minimal one does. */
  private static final class Stage extends CompletableFuture<String> {
    @Override
    public CompletableFuture<String> toCompletableFuture() {
      return thenApply(value -> value);
    }
  }

  @Test
  void aStageIsAskedForItsFutureOnce() throws Exception {
    Stage stage = new Stage();
    for (int i = 0; i < 50; i++) {
      assertThat(Waitables.await(List.of(stage), Duration.ofMillis(1))).isEmpty();
    }
    assertThat(stage.getNumberOfDependents()).isLessThan(5); // the collector may run in between
    stage.complete("x");
    assertThat(Waitables.await(List.of(stage))).containsExactly(stage);
  }
}
