package io.multiprocessing.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.multiprocessing.connection.BufferTooShortException;
import io.multiprocessing.connection.Connection;
import io.multiprocessing.connection.Pipe;
import io.multiprocessing.serialization.KryoCodec;
import io.multiprocessing.serialization.SerializationException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.management.ManagementFactory;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The frames byte by byte, and what interrupts, ends and bad input do to a connection. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SocketConnectionTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private Sockets sockets;
  private SocketConnection connection;

  @BeforeEach
  void open() throws IOException {
    sockets = Sockets.open();
    connection = sockets.connection();
  }

  @AfterEach
  void close() throws IOException {
    sockets.close();
  }

  /** Something that runs in a thread of its own. */
  private static final class Running<T> {
    final Thread thread;
    final FutureTask<T> task;

    Running(Callable<T> work) {
      task = new FutureTask<>(work);
      thread = new Thread(task);
      thread.start();
    }

    /** Waits until the thread waits itself. */
    Running<T> awaitWaiting() {
      await().atMost(LONG).until(() -> isIn("SocketWait") || isIn("Turns"));
      return this;
    }

    private boolean isIn(String name) {
      return Arrays.stream(thread.getStackTrace()).anyMatch(f -> f.getClassName().endsWith(name));
    }

    Throwable failure() {
      return catchThrowable(() -> task.get(30, TimeUnit.SECONDS)).getCause();
    }

    T get() throws Exception {
      return task.get(30, TimeUnit.SECONDS);
    }
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static byte[] frame(byte[] body) {
    return ByteBuffer.allocate(4 + body.length).putInt(body.length).put(body).array();
  }

  @Test
  void aFrameIsItsLengthAndItsBytes() throws Exception {
    connection.sendBytes(new byte[0]);
    connection.sendBytes(new byte[] {7});
    connection.sendBytes(new byte[] {1, 2, 3, 4, 5}, 1, 3);
    ByteBuffer direct = ByteBuffer.allocateDirect(2).put((byte) 8).put((byte) 9).flip();
    connection.sendBytes(direct);

    assertThat(sockets.read(4 + 5 + 7 + 6))
        .containsExactly(0, 0, 0, 0, 0, 0, 0, 1, 7, 0, 0, 0, 3, 2, 3, 4, 0, 0, 0, 2, 8, 9);
    assertThat(direct.hasRemaining()).isFalse();
  }

  @Test
  void messagesOfEveryLengthComeBackWhole() throws Exception {
    int[] lengths = {0, 1, 3, 8191, 8192, 8193, 16384, 16385, 65536, 65537, 1 << 20, 20 << 20};
    try (Connection other = sockets.other()) {
      Running<Object> echo =
          new Running<>(
              () -> {
                for (int i = 0; i < lengths.length; i++) {
                  other.sendBytes(other.recvBytes());
                }
                return null;
              });
      for (int length : lengths) {
        byte[] message = random(length);
        new Running<>(
            () -> {
              connection.sendBytes(message);
              return null;
            });
        assertThat(Arrays.equals(connection.recvBytes(), message)).as("length=%d", length).isTrue();
      }
      echo.get();
    }
  }

  @Test
  void messagesThatArriveByteByByteOrAllAtOnceKeepTheirBoundaries() throws Exception {
    ByteBuffer all = ByteBuffer.allocate(1 << 16);
    for (int length = 0; length < 200; length++) {
      all.put(frame(random(length)));
    }
    sockets.write(all.flip());
    for (int length = 0; length < 200; length++) {
      assertThat(connection.recvBytes()).isEqualTo(random(length));
    }
    Running<byte[]> receiver = new Running<>(connection::recvBytes);
    for (byte b : frame(random(20))) {
      sockets.write(b);
    }
    assertThat(receiver.get()).isEqualTo(random(20));
  }

  @Test
  void theLongHeaderIsReadAndWritten() throws Exception {
    sockets.write(ByteBuffer.allocate(15).putInt(-1).putLong(3).put(new byte[] {1, 2, 3}).flip());
    assertThat(connection.recvBytes()).containsExactly(1, 2, 3);

    ByteBuffer header = ByteBuffer.allocate(12);
    MessageFrameDescriptor.putHeader(header, Integer.MAX_VALUE);
    assertThat(header.position()).isEqualTo(4);
    MessageFrameDescriptor.putHeader(header.clear(), 0x80000000L);
    assertThat(header.array()).containsExactly(-1, -1, -1, -1, 0, 0, 0, 0, -128, 0, 0, 0);
  }

  @Test
  void refusesLengthsThatAreNegativeOrFitIntoNoArray() throws Exception {
    for (int length : new int[] {-2, Integer.MIN_VALUE}) {
      try (Sockets fresh = Sockets.open()) {
        fresh.write(ByteBuffer.allocate(4).putInt(length).flip());
        assertThatThrownBy(fresh.connection()::recvBytes)
            .hasMessageContaining("bad message length")
            .hasMessageContaining("" + length);
        assertThat(fresh.connection().isReadable()).isFalse();
      }
    }
    for (long length : new long[] {1L << 31, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
      try (Sockets fresh = Sockets.open()) {
        fresh.write(ByteBuffer.allocate(12 + 12).putInt(-1).putLong(length).rewind());
        assertThatThrownBy(fresh.connection()::recvBytes)
            .hasMessageContaining("length=" + Long.toUnsignedString(length));
      }
      try (Sockets fresh = Sockets.open()) {
        fresh.write(ByteBuffer.allocate(12 + 12).putInt(-1).putLong(length).rewind());
        assertThatThrownBy(fresh.connection()::recv)
            .isInstanceOf(IOException.class)
            .hasMessageContaining("length=" + Long.toUnsignedString(length));
      }
    }
  }

  @Test
  void aMessageLongerThanTheLimitMakesTheConnectionUnreadableButNotUnwritable() throws Exception {
    sockets.write(frame(random(5)));
    sockets.write(frame(random(6)));
    assertThat(connection.recvBytes(5)).hasSize(5);

    assertThatThrownBy(() -> connection.recvBytes(5)).hasMessage("bad message length: length=6, limit=5");

    assertThat(connection.isReadable()).isFalse();
    assertThatThrownBy(connection::recvBytes).hasMessageContaining("can't be read any more");
    assertThatThrownBy(connection::poll).hasMessageContaining("can't be read any more");
    connection.sendBytes(random(1));
    assertThat(sockets.read(5)).hasSize(5);
  }

  @Test
  void aLimitAlsoHoldsForAMessageThatWasBegunWithoutOne() throws Exception {
    sockets.write(Arrays.copyOf(frame(random(100)), 50));
    Running<byte[]> interrupted = new Running<>(connection::recvBytes).awaitWaiting();
    interrupted.thread.interrupt();
    assertThat(interrupted.failure()).isInstanceOf(InterruptedIOException.class);
    assertThat(connection.poll()).as("what was kept counts as arrived").isTrue();

    assertThatThrownBy(() -> connection.recvBytes(99)).hasMessage("bad message length: length=100, limit=99");
  }

  @Test
  void aNegativeLimitIsRefused() {
    assertThatThrownBy(() -> connection.recvBytes(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }

  @Test
  void memoryGrowsWithWhatArrivesNotWithWhatIsClaimed() throws Exception {
    ByteBuffer claim = ByteBuffer.allocate(4 + 100_000).putInt(Integer.MAX_VALUE - 100).rewind();
    IncomingMessage message = new IncomingMessage(Integer.MAX_VALUE - 100, claim);
    assertThat(message.takeFrom(claim)).isFalse(); // two gigabytes would not fit into the heap of this test

    List<Sockets> many = new ArrayList<>();
    try {
      for (int i = 0; i < 50; i++) {
        Sockets one = Sockets.open();
        many.add(one);
        one.write(ByteBuffer.allocate(1004).putInt(Integer.MAX_VALUE - 100).rewind());
        assertThatThrownBy(() -> one.connection().recvBytes(Integer.MAX_VALUE, Deadline.after(Duration.ofMillis(1))))
            .isInstanceOf(SocketTimeoutException.class);
      }
    } finally {
      for (Sockets one : many) {
        one.close();
      }
    }
  }

  @Test
  void theEndBetweenMessagesIsAnEndOfFileAndWithinOneAnError() throws Exception {
    byte[] frame = frame(random(10));
    for (int length = 0; length <= frame.length; length++) {
      try (Sockets fresh = Sockets.open()) {
        fresh.write(Arrays.copyOf(frame, length));
        fresh.peer().shutdownOutput();
        if (length == frame.length) {
          assertThat(fresh.connection().recvBytes()).hasSize(10);
        }
        for (int i = 0; i < 2; i++) {
          Throwable end = catchThrowable(fresh.connection()::recvBytes);
          if (length == 0 || length == frame.length) {
            assertThat(end).isInstanceOf(EOFException.class);
          } else {
            assertThat(end).isExactlyInstanceOf(IOException.class).hasMessage("got end of file during message");
          }
        }
        assertThat(fresh.connection().poll()).isTrue();
      }
    }
  }

  @Test
  void receivingIntoABufferSaysTheLengthAndAShortOneKeepsTheMessage() throws Exception {
    for (int i = 0; i < 4; i++) {
      sockets.write(frame(new byte[] {1, 2, 3}));
    }
    byte[] array = new byte[6];
    assertThat(connection.recvBytesInto(array, 2)).isEqualTo(3);
    assertThat(array).containsExactly(0, 0, 1, 2, 3, 0);
    ByteBuffer buffer = ByteBuffer.allocateDirect(5);
    assertThat(connection.recvBytesInto(buffer)).isEqualTo(3);
    assertThat(buffer.position()).isEqualTo(3);
    assertThatThrownBy(() -> connection.recvBytesInto(ByteBuffer.allocate(9).asReadOnlyBuffer()))
        .isInstanceOf(ReadOnlyBufferException.class);

    assertThatThrownBy(() -> connection.recvBytesInto(new byte[2]))
        .isInstanceOfSatisfying(BufferTooShortException.class, e -> assertThat(e.message()).containsExactly(1, 2, 3));
    assertThat(connection.recvBytes()).containsExactly(1, 2, 3);
  }

  @Test
  void objectsTravelWithLargeArraysBesideThem() throws Exception {
    byte[] large = random(5 << 20);
    try (Connection other = sockets.other()) {
      Object[] values = {null, "text", List.of(1, 2.5, "x"), large, new byte[][] {large, random(40_000), new byte[1]}};
      for (Object value : values) {
        Running<Object> sender =
            new Running<>(
                () -> {
                  connection.send(value);
                  return null;
                });
        assertThat(Objects.deepEquals(other.recv(), value)).isTrue();
        sender.get();
      }
    }
  }

  @Test
  void anObjectReceivedAsBytesIsItsWholeEncoding() throws Exception {
    try (Connection other = sockets.other()) {
      byte[] large = random(100_000);
      connection.send(large);
      byte[] bytes = other.recvBytes();
      assertThat(ByteBuffer.wrap(bytes).getInt()).isEqualTo(ObjectMessageDescriptor.MAGIC);
      assertThat(Arrays.copyOfRange(bytes, bytes.length - large.length, bytes.length)).isEqualTo(large);

      other.sendBytes(bytes);
      assertThat(connection.<byte[]>recv()).isEqualTo(large);
    }
  }

  @Test
  void whatIsNoObjectIsASerializationErrorAndTheNextMessageIsFine() throws Exception {
    long seed = System.nanoTime();
    System.out.println("SocketConnectionTest seed=" + seed);
    Random random = new Random(seed);
    try (Connection other = sockets.other()) {
      other.sendBytes(new byte[] {(byte) 0x80, 4, 78, 46});
      assertThatThrownBy(connection::recv).isInstanceOf(SerializationException.class).hasMessageContaining("pickle");
      for (int i = 0; i < 500; i++) {
        ByteBuffer message = ByteBuffer.allocate(random.nextInt(200));
        random.nextBytes(message.array());
        if (message.capacity() >= 12) {
          message.putInt(ObjectMessageDescriptor.MAGIC).putInt(random.nextInt(6) - 1).putInt(random.nextInt(30) - 1);
          while (message.remaining() > 4 && random.nextInt(4) > 0) {
            message.putInt(random.nextInt(60) - 1);
          }
        }
        byte[] bytes = message.array();
        other.sendBytes(bytes);
        other.sendBytes(bytes);
        other.send(i);
        assertThatThrownBy(connection::recv).as("seed=%d", seed).isInstanceOf(SerializationException.class);
        assertThat(connection.recvBytes()).as("seed=%d", seed).isEqualTo(bytes);
        assertThat(connection.<Integer>recv()).isEqualTo(i);
      }
    }
  }

  @Test
  void theSystemLooksWhetherTheOtherMachineIsStillThere() throws Exception {
    assertThat(sockets.socket().getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
  }

  @Test
  void theRestOfAnInterruptedSendGoesOutWhileItsSenderReceives() throws Exception {
    Running<Object> sender =
        new Running<>(
            () -> {
              connection.sendBytes(random(8 << 20));
              return null;
            });
    sender.awaitWaiting().thread.interrupt();
    assertThat(sender.failure()).isInstanceOf(InterruptedIOException.class);
    try (Connection other = sockets.other()) {
      Running<byte[]> receiver = new Running<>(other::recvBytes);
      await().atMost(LONG).until(() -> !connection.poll() && receiver.task.isDone());
      assertThat(Arrays.equals(receiver.get(), random(8 << 20))).isTrue();
    }
  }

  @Test
  void aConnectionOfASocketSaysThatItCannotTravel() {
    assertThatThrownBy(() -> new KryoCodec().encode(connection))
        .isInstanceOf(SerializationException.class)
        .hasStackTraceContaining("a connection of a socket can't travel to another process")
        .hasStackTraceContaining("use a pipe");
  }

  @Test
  void aPipesConnectionIsRefusedAndItsEndIsNotHeldOpen() throws Exception {
    Pipe pipe = Pipes.create(true);
    assertThatThrownBy(() -> connection.send(List.of(pipe.second())))
        .isInstanceOf(SerializationException.class).hasMessageContaining("can't travel through a socket's connection");
    pipe.second().close();
    assertThatThrownBy(() -> pipe.first().recv()).isInstanceOf(EOFException.class);
    pipe.first().close();
    connection.sendBytes(new byte[] {4});
    assertThat(sockets.read(5)).containsExactly(0, 0, 0, 1, 4);
  }

  @Test
  void whatCannotBeEncodedSendsNothing() throws Exception {
    assertThatThrownBy(() -> connection.send(Thread.currentThread())).isInstanceOf(SerializationException.class);
    connection.sendBytes(new byte[] {1});
    assertThat(sockets.read(5)).containsExactly(0, 0, 0, 1, 1);
  }

  @Test
  void anInterruptEndsAReceiveAndAHalfMessageIsContinued() throws Exception {
    byte[] frame = frame(random(300_000));
    sockets.write(Arrays.copyOf(frame, 150_000));
    Running<Boolean> receiver =
        new Running<>(
            () -> {
              assertThatThrownBy(connection::recvBytes).isInstanceOf(InterruptedIOException.class);
              return Thread.currentThread().isInterrupted();
            });
    receiver.awaitWaiting().thread.interrupt();
    assertThat(receiver.get()).as("the flag").isTrue();

    new Running<>(
        () -> {
          sockets.write(Arrays.copyOfRange(frame, 150_000, frame.length));
          return null;
        });
    assertThat(connection.recvBytes()).isEqualTo(random(300_000));
  }

  @Test
  void anInterruptEndsTheWaitForAnotherReceiver() throws Exception {
    Running<byte[]> first = new Running<>(connection::recvBytes).awaitWaiting();
    Running<byte[]> second = new Running<>(connection::recvBytes).awaitWaiting();
    second.thread.interrupt();
    assertThat(second.failure()).isInstanceOf(InterruptedIOException.class);
    assertThat(connection.poll(Duration.ofMillis(5))).as("what comes is the first one's").isFalse();
    Running<Boolean> poller = new Running<>(() -> connection.poll(LONG)).awaitWaiting();
    poller.thread.interrupt();
    assertThat(poller.failure()).isInstanceOf(InterruptedIOException.class);

    sockets.write(frame(random(3)));
    assertThat(first.get()).hasSize(3);
  }

  @Test
  void theRestOfAnInterruptedSendFollowsWithTheNextMessageWhateverBecomesOfItsArray() throws Exception {
    byte[] message = random(30 << 20);
    byte[] expected = message.clone();
    Running<Object> sender =
        new Running<>(
            () -> {
              connection.sendBytes(message);
              return null;
            });
    sender.awaitWaiting().thread.interrupt();
    assertThat(sender.failure())
        .isInstanceOfSatisfying(InterruptedIOException.class, e -> assertThat(e.bytesTransferred).isPositive());
    Arrays.fill(message, (byte) 0);

    Running<Object> next =
        new Running<>(
            () -> {
              connection.sendBytes(new byte[] {1, 2});
              return null;
            });
    try (Connection other = sockets.other()) {
      assertThat(Arrays.equals(other.recvBytes(), expected)).isTrue();
      assertThat(other.recvBytes()).containsExactly(1, 2);
    }
    next.get();
  }

  @Test
  void aSendThatIsInterruptedBeforeItsFirstByteLeavesNothingBehind() throws Exception {
    Running<Object> first =
        new Running<>(
            () -> {
              connection.sendBytes(random(30 << 20));
              return null;
            });
    first.awaitWaiting();
    Running<Object> second =
        new Running<>(
            () -> {
              connection.sendBytes(new byte[1000]);
              return null;
            });
    second.awaitWaiting().thread.interrupt();
    assertThat(second.failure()).isInstanceOf(InterruptedIOException.class);

    try (Connection other = sockets.other()) {
      assertThat(other.recvBytes()).hasSize(30 << 20);
      first.get();
      connection.sendBytes(new byte[] {5});
      assertThat(other.recvBytes()).containsExactly(5);
    }
  }

  @Test
  void closingEndsAllThatWaitInIt() throws Exception {
    List<Running<?>> waiting = new ArrayList<>();
    waiting.add(new Running<>(connection::recvBytes).awaitWaiting());
    waiting.add(new Running<>(connection::recvBytes).awaitWaiting());
    waiting.add(new Running<>(() -> connection.poll(LONG)).awaitWaiting());
    waiting.add(
        new Running<Object>(
                () -> {
                  connection.sendBytes(random(30 << 20));
                  return null;
                })
            .awaitWaiting());

    connection.close();
    connection.close();

    for (Running<?> one : waiting) {
      assertThat(one.failure()).isInstanceOf(IOException.class).hasMessageContaining("closed");
    }
    assertThat(connection.isClosed()).isTrue();
    assertThatThrownBy(() -> connection.send(1)).isInstanceOf(IOException.class).hasMessageContaining("closed");
    assertThatThrownBy(() -> connection.sendBytes(new byte[1])).hasMessageContaining("closed");
    assertThatThrownBy(connection::recv).hasMessageContaining("closed");
    assertThatThrownBy(connection::poll).hasMessageContaining("closed");
    assertThat(sockets.peer().read(ByteBuffer.allocate(8 << 20))).as("the other side learns of it").isNotZero();
  }

  @Test
  void sendingToAPeerThatIsGoneFails() throws Exception {
    sockets.peer().close();
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(catchThrowable(() -> connection.sendBytes(new byte[1000])))
                    .isInstanceOf(IOException.class));
  }

  @Test
  void pollSaysWhetherSomethingHasArrived() throws Exception {
    assertThat(connection.poll()).isFalse();
    assertThat(connection.poll(Duration.ofMillis(20))).isFalse();
    assertThat(connection.poll(Duration.ofMillis(-20))).isFalse();
    byte[] frame = frame(random(10));
    Running<Boolean> poller = new Running<>(() -> connection.poll(LONG)).awaitWaiting();
    sockets.write(frame[0]);
    assertThat(poller.get()).as("the first byte").isTrue();
    sockets.write(Arrays.copyOfRange(frame, 1, frame.length));
    assertThat(connection.hasBuffered()).isTrue();
    assertThat(connection.poll()).isTrue();
    assertThat(connection.recvBytes()).hasSize(10);
    assertThat(connection.hasBuffered()).isFalse();

    sockets.write((byte) -1, (byte) 0, (byte) 0, (byte) 0);
    await().atMost(LONG).until(connection::poll); // there is an error to be received
    assertThatThrownBy(connection::recvBytes).hasMessageContaining("bad message length");
  }

  @Test
  void pollTakesNoMoreThanItsBufferWhateverIsSent() throws Exception {
    byte[] frame = frame(random(4 << 20));
    Running<Object> sending =
        new Running<>(
            () -> {
              sockets.write(frame);
              return null;
            });
    await().atMost(LONG).until(connection::poll);
    Thread here = Thread.currentThread();
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getThreadAllocatedBytes(here.getId());
    for (int i = 0; i < 500; i++) {
      assertTrue(connection.poll());
    }
    assertThat(threads.getThreadAllocatedBytes(here.getId()) - before).isLessThan(1 << 20);
    assertThatThrownBy(() -> connection.recvBytes(100)).hasMessageContaining("limit=100");
    connection.close();
    assertThat(sending.failure()).isInstanceOf(IOException.class);
  }

  @Test
  void pollWithoutALimitWorthTheNameWaits() throws Exception {
    Running<Boolean> poller = new Running<>(() -> connection.poll(Duration.ofSeconds(Long.MAX_VALUE))).awaitWaiting();
    sockets.write(frame(random(1)));
    assertThat(poller.get()).isTrue();
  }

  @Test
  void aSelectorAndWhatIsBufferedTogetherMissNoMessage() throws Exception {
    try (Selector selector = Selector.open()) {
      connection.channel().register(selector, SelectionKey.OP_READ);
      sockets.write(ByteBuffer.allocate(10).put(frame(new byte[] {1})).put(frame(new byte[] {2})).flip());
      assertThat(selector.select(30_000)).isEqualTo(1);
      await().atMost(LONG).until(connection::poll);
      assertThat(connection.recvBytes()).containsExactly(1);
      await().atMost(LONG).until(() -> connection.hasBuffered() || selector.selectNow() > 0);
      assertThat(connection.recvBytes()).containsExactly(2);
    }
  }

  @Test
  void severalThreadsSendAndReceiveEachMessageWhole() throws Exception {
    int threads = 4;
    int each = 200;
    try (Connection other = sockets.other()) {
      List<Running<?>> all = new ArrayList<>();
      Set<Integer> seen = ConcurrentHashMap.newKeySet();
      CountDownLatch received = new CountDownLatch(threads * each);
      for (int t = 0; t < threads; t++) {
        int start = t * each;
        all.add(
            new Running<Object>(
                () -> {
                  for (int i = start; i < start + each; i++) {
                    byte[] message = new byte[4 + i * 37];
                    Arrays.fill(message, (byte) i);
                    ByteBuffer.wrap(message).putInt(i);
                    connection.sendBytes(message);
                  }
                  return null;
                }));
        all.add(
            new Running<Object>(
                () -> {
                  for (int n = 0; n < each; n++) {
                    byte[] message = other.recvBytes();
                    int i = ByteBuffer.wrap(message).getInt();
                    byte[] expected = new byte[4 + i * 37];
                    Arrays.fill(expected, (byte) i);
                    ByteBuffer.wrap(expected).putInt(i);
                    assertThat(message).isEqualTo(expected);
                    seen.add(i);
                    received.countDown();
                  }
                  return null;
                }));
      }
      for (Running<?> one : all) {
        one.get();
      }
      assertThat(received.getCount()).isZero();
      assertThat(seen).hasSize(threads * each);
    }
  }
}
