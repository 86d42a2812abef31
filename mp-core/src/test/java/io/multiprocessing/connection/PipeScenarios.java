package io.multiprocessing.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.Waitables;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.internal.memory.Host;
import io.multiprocessing.internal.memory.SharedDirectory;
import io.multiprocessing.pool.AsyncResult;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.testing.Portable;
import io.multiprocessing.testing.Small;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;

/**
 * Pipes between real processes. Static, so that the same can run in a child that was started on the portable branch;
 * what it starts is on the same branch.
 */
final class PipeScenarios {

  private static final int BIG = 16 * 1024 * 1024;
  private static final Duration LONG = Duration.ofSeconds(60);

  /** The time in which a death is to be noticed is 200 ms; a busy test machine gets more. */
  private static final Duration NOTICED = Duration.ofSeconds(3);

  private PipeScenarios() {}

  private static Multiprocessing context() {
    boolean portable = Boolean.getBoolean(Host.PORTABLE_PROPERTY);
    return portable
        ? Multiprocessing.get().with(Portable.options())
        : Small.processes();
  }

  private static ChildProcess start(RemoteRunnable target) {
    ChildProcess child = context().process(target);
    child.setDaemon(true);
    child.start();
    return child;
  }

  private static void awaitSuccess(ChildProcess child) throws InterruptedException {
    assertThat(child.join(LONG)).isTrue();
    assertThat(child.exitCode()).hasValue(0);
  }

  private static void kill(ChildProcess child) throws InterruptedException {
    child.kill();
    assertThat(child.join(LONG)).isTrue();
  }

  /** Returns each message until the end. */
  private record Echo(Connection connection) implements RemoteRunnable {
    @Override
    public void run() throws IOException {
      try {
        while (true) {
          connection.sendBytes(connection.recvBytes());
        }
      } catch (EOFException e) {
        connection.close();
      }
    }
  }

  /** Sends one message and ends without closing anything. */
  private record Send(Connection connection, Object value) implements RemoteRunnable {
    @Override
    public void run() throws IOException {
      connection.send(value);
    }
  }

  /** Sends a message of bytes that is longer than the ring. */
  private record SendBig(Connection connection) implements RemoteRunnable {
    @Override
    public void run() throws IOException {
      connection.sendBytes(numbered(0, BIG));
    }
  }

  /** Receives, and says how many messages it has. */
  private record Receive(Connection connection, Connection report) implements RemoteRunnable {
    @Override
    public void run() throws IOException {
      for (int i = 1; ; i++) {
        connection.recvBytes();
        report.send(i);
      }
    }
  }

  /** Does nothing until it is killed. */
  private record Sit(Connection connection, Connection ready) implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      ready.send("ready");
      Thread.currentThread().join();
    }
  }

  /** Receives a connection through a connection, and answers through that. */
  private record Forward(Connection connection) implements RemoteRunnable {
    @Override
    public void run() throws IOException {
      Connection arrived = connection.recv();
      arrived.send("through " + arrived.<String>recv());
      arrived.close();
    }
  }

  private static byte[] numbered(int number, int length) {
    byte[] message = new byte[length];
    Arrays.fill(message, (byte) number);
    ByteBuffer.wrap(message).putInt(number);
    return message;
  }

  /** The number in a message, every byte of which was looked at. */
  private static int number(byte[] message) {
    int number = ByteBuffer.wrap(message).getInt();
    assertThat(Arrays.equals(message, numbered(number, message.length))).as("message %s is whole", number).isTrue();
    return number;
  }

  private static void assertBrokenOffThenEnd(Connection connection) {
    assertThatThrownBy(() -> connection.recvBytes()).isInstanceOf(IOException.class).hasMessageContaining("broken off");
    assertThatThrownBy(() -> connection.recvBytes()).isInstanceOf(EOFException.class);
  }

  private static Duration timed(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  // --- Transfers ----------------------------------------------------------------------------------------------------

  static void argumentsOfAProcess() throws Exception {
    Pipe pipe = context().pipe();
    ChildProcess child = start(new Echo(pipe.second()));
    pipe.second().close();
    Random random = new Random(1);
    for (int length : new int[] {0, 1, 64, 1000, 131_064, 131_065, 262_144, 1_000_000, BIG, 100 * 1024 * 1024}) {
      byte[] sent = new byte[length];
      random.nextBytes(sent);
      pipe.first().sendBytes(sent.clone());
      // The child sends back only when it has all of it, so nobody waits for himself.
      assertThat(Arrays.equals(pipe.first().recvBytes(), sent)).as("length %s", length).isTrue();
    }
    pipe.first().close();
    awaitSuccess(child);
  }

  static void throughAnotherConnection() throws Exception {
    Pipe way = context().pipe();
    Pipe pipe = context().pipe();
    ChildProcess child = start(new Forward(way.second()));
    way.second().close();
    way.first().send(pipe.second());
    pipe.second().close();
    pipe.first().send("hello");
    assertThat(pipe.first().<String>recv()).isEqualTo("through hello");
    assertThatThrownBy(() -> pipe.first().recv()).isInstanceOf(EOFException.class);
    awaitSuccess(child);
    way.close();
    pipe.close();
  }

  private static String answer(Connection connection) throws IOException {
    connection.send("from a task");
    connection.close();
    return "done";
  }

  private static void occupy(Connection connection) throws IOException {
    connection.recv();
  }

  static void throughATaskOfAPool() throws Exception {
    try (Pool pool = context().pool(1);
        Pipe hold = context().pipe();
        Pipe ran = context().pipe();
        Pipe never = context().pipe()) {
      Connection ranSecond = ran.second();
      Connection neverSecond = never.second();
      Connection holdSecond = hold.second();
      assertThat(pool.apply(() -> answer(ranSecond))).isEqualTo("done");
      ranSecond.close();
      assertThat(ran.first().<String>recv()).isEqualTo("from a task");
      assertThatThrownBy(() -> ran.first().recv()).isInstanceOf(EOFException.class);

      AsyncResult<?> busy = pool.applyAsync(() -> {
        occupy(holdSecond);
        return null;
      });
      AsyncResult<String> queued = pool.applyAsync(() -> answer(neverSecond));
      neverSecond.close();
      assertThat(never.first().poll()).isFalse();
      assertThat(queued.cancel(true)).isTrue();
      assertThatThrownBy(() -> never.first().recv()).as("a task that never ran").isInstanceOf(EOFException.class);
      hold.first().send("go");
      busy.get();
    }
  }

  static void aChildThatEndsBeforeItHasItsArguments() throws Exception {
    Pipe pipe = context().pipe();
    ChildProcess child =
        context()
            .with(LaunchOptions.builder().jvmArguments("-version").build())
            .process(new Echo(pipe.second()));
    child.start();
    pipe.second().close();
    assertThatThrownBy(() -> pipe.first().recv()).isInstanceOf(EOFException.class);
    child.join();
    pipe.close();

    Pipe killed = context().pipe();
    ChildProcess victim = start(new Echo(killed.second()));
    victim.kill(); // most likely while its JVM starts
    killed.second().close();
    assertThatThrownBy(() -> killed.first().recv()).isInstanceOf(EOFException.class);
    victim.join();
    killed.close();
  }

  // --- The end ------------------------------------------------------------------------------------------------------

  static void theEndComesWhenTheChildEndsOrIsKilled() throws Exception {
    Pipe pipe = context().pipe();
    ChildProcess child = start(new Send(pipe.second(), "last words"));
    pipe.second().close();
    assertThat(pipe.first().<String>recv()).isEqualTo("last words");
    assertThatThrownBy(() -> pipe.first().recv()).isInstanceOf(EOFException.class);
    awaitSuccess(child);
    pipe.close();

    Pipe second = context().pipe();
    Pipe ready = context().pipe(false);
    ChildProcess victim = start(new Sit(second.second(), ready.writer()));
    second.second().close();
    ready.writer().close();
    assertThat(ready.reader().<String>recv()).isEqualTo("ready");
    assertThat(second.first().poll()).isFalse();
    FutureTask<Long> waiting =
        new FutureTask<>(() -> {
          assertThatThrownBy(() -> second.first().recv()).isInstanceOf(EOFException.class);
          return System.nanoTime();
        });
    new Thread(waiting, "scenario-waiting").start();
    long killedNanos = System.nanoTime();
    victim.kill();
    Duration noticed = Duration.ofNanos(waiting.get() - killedNanos);
    System.out.println("the end of a killed process was noticed after " + noticed.toMillis() + " ms");
    assertThat(noticed).isLessThan(NOTICED);
    assertThat(timed(() -> assertThatThrownBy(() -> second.first().send("x")).isInstanceOf(IOException.class)))
        .isLessThan(NOTICED);
    victim.join();
    second.close();
    ready.close();
  }

  static void anEndOfThisProcessKeepsThePipeOpen() throws Exception {
    try (Pipe pipe = context().pipe()) {
      ChildProcess child = start(new Send(pipe.second(), 1));
      assertThat(pipe.first().<Integer>recv()).isEqualTo(1);
      awaitSuccess(child);
      assertThat(pipe.first().poll(Duration.ofMillis(200))).isFalse();
      pipe.second().close();
      assertThat(pipe.first().poll()).isTrue();
    }
  }

  // --- Death in the middle ------------------------------------------------------------------------------------------

  static void aWriterIsKilledInTheMiddleOfAMessage() throws Exception {
    Pipe alone = context().pipe();
    ChildProcess child = start(new SendBig(alone.second()));
    alone.second().close();
    await().atMost(LONG).until(() -> alone.first().poll());
    kill(child);
    assertBrokenOffThenEnd(alone.first());
    alone.close();

    try (Pipe shared = context().pipe()) {
      ChildProcess victim = start(new SendBig(shared.second()));
      await().atMost(LONG).until(() -> shared.first().poll());
      kill(victim);
      assertThatThrownBy(() -> shared.first().recvBytes())
          .as("without a word of the other writer").isInstanceOf(IOException.class).hasMessageContaining("broken off");
      shared.second().send("next");
      assertThat(shared.first().<String>recv()).isEqualTo("next");

      victim = start(new SendBig(shared.second()));
      await().atMost(LONG).until(() -> shared.first().poll());
      kill(victim);
      shared.second().send("behind it");
      assertThatThrownBy(() -> shared.first().recvBytes())
          .isInstanceOf(IOException.class).hasMessageContaining("broken off");
      assertThat(shared.first().<String>recv()).isEqualTo("behind it");
    }
  }

  static void aReaderIsKilledInTheMiddleOfAMessage() throws Exception {
    try (Pipe pipe = context().pipe();
        Pipe report = context().pipe(false)) {
      int messages = 60;
      FutureTask<Void> sending =
          new FutureTask<>(() -> {
            for (int i = 0; i < messages; i++) {
              pipe.first().sendBytes(numbered(i, 4 * 1024 * 1024));
            }
            return null;
          });
      ChildProcess victim = start(new Receive(pipe.second(), report.writer()));
      new Thread(sending, "scenario-sending").start();
      report.reader().recv();
      report.reader().recv();
      kill(victim); // it is in the middle of one most of the time
      int last = -1;
      List<Integer> numbers = new ArrayList<>();
      while (last < messages - 1) {
        last = number(pipe.second().recvBytes());
        numbers.add(last);
      }
      sending.get();
      assertThat(numbers).isSorted().doesNotHaveDuplicates();
      assertThat(messages - numbers.get(0)).as("no gap behind the one that was lost").isEqualTo(numbers.size());
      int received = 2;
      while (report.reader().poll()) {
        received = report.reader().recv();
      }
      assertThat(numbers.get(0)).as("at most one message was lost").isBetween(received, received + 2);
    }
  }

  // --- Leftovers ----------------------------------------------------------------------------------------------------

  static void namesGoWithTheLastEnd() throws Exception {
    Pipe closedLast = context().pipe();
    assertThat(files()).isPositive();
    ChildProcess child = start(new Echo(closedLast.second()));
    closedLast.second().close();
    closedLast.first().sendBytes(new byte[1]);
    closedLast.first().recvBytes();
    closedLast.first().close();
    awaitSuccess(child);

    Pipe heldByChild = context().pipe();
    Pipe ready = context().pipe(false);
    ChildProcess holder = start(new Sit(heldByChild.second(), ready.writer()));
    ready.reader().recv();
    heldByChild.close();
    ready.close();
    assertThat(files()).isPositive();
    kill(holder);
    await().atMost(LONG).until(() -> files() == 0);
  }

  private static long files() throws IOException {
    Path directory = SharedDirectory.current().path();
    long count = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*-pipe")) {
      for (Path file : files) {
        count += Files.exists(file) ? 1 : 0;
      }
    }
    return count;
  }

  // --- Waiting for several ------------------------------------------------------------------------------------------

  static void waitingForSeveralProcesses() throws Exception {
    List<Connection> readers = new ArrayList<>();
    List<ChildProcess> children = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Pipe pipe = context().pipe(false);
      children.add(start(new Send(pipe.writer(), "from " + i)));
      pipe.writer().close();
      readers.add(pipe.reader());
    }
    List<String> messages = new ArrayList<>();
    List<Object> waited = new ArrayList<>(readers);
    waited.addAll(children);
    while (!waited.isEmpty()) {
      for (Object ready : Waitables.await(waited, LONG)) {
        if (ready instanceof Connection connection) {
          try {
            messages.add(connection.recv());
          } catch (EOFException e) {
            waited.remove(connection);
            connection.close();
          }
        } else {
          assertThat(((ChildProcess) ready).exitCode()).hasValue(0);
          waited.remove(ready);
        }
      }
    }
    assertThat(messages).containsExactlyInAnyOrder("from 0", "from 1", "from 2");
  }

  /** All of them, for a process that runs them on another branch. */
  static void all() throws Exception {
    argumentsOfAProcess();
    throughAnotherConnection();
    throughATaskOfAPool();
    aChildThatEndsBeforeItHasItsArguments();
    theEndComesWhenTheChildEndsOrIsKilled();
    anEndOfThisProcessKeepsThePipeOpen();
    aWriterIsKilledInTheMiddleOfAMessage();
    aReaderIsKilledInTheMiddleOfAMessage();
    namesGoWithTheLastEnd();
    waitingForSeveralProcesses();
  }
}
