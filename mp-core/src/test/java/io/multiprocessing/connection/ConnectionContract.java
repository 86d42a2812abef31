package io.multiprocessing.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.Connections;
import io.multiprocessing.Waitables;
import io.multiprocessing.process.AuthKey;
import io.multiprocessing.serialization.SerializationException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every two-way {@link Connection} does, whatever it goes through. */
@Timeout(120)
public abstract class ConnectionContract {

  private static final int BIG = 16 * 1024 * 1024;

  /** Two connections that are each other's other side. */
  public record Pair(Connection a, Connection b) {}

  private final ExecutorService threads = Executors.newCachedThreadPool();

  protected Connection a;
  protected Connection b;

  /** Makes a pair; the contract closes both. */
  protected abstract Pair pair() throws Exception;

  /** Waits until a part of a message has come to {@code b}, and leaves it there. */
  private void awaitArrival() {
    await().until(() -> b.poll());
  }

  @BeforeEach
  void connect() throws Exception {
    Pair pair = pair();
    a = pair.a();
    b = pair.b();
  }

  @AfterEach
  void disconnect() throws Exception {
    a.close();
    b.close();
    threads.shutdownNow();
    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).as("every thread came back").isTrue();
  }

  protected final <T> Future<T> inBackground(Callable<T> work) {
    return threads.submit(work);
  }

  protected static byte[] bytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void objectsArriveAsTheyWereSent() throws Exception {
    List<Object> sent = Arrays.asList(1, "hello", null, List.of(2.5, true));
    a.send(sent);
    a.send(null);
    assertThat(b.<Object>recv()).isEqualTo(sent);
    assertThat(b.<Object>recv()).isNull();
    b.send("back");
    assertThat(a.<String>recv()).isEqualTo("back");
  }

  @Test
  void anObjectWithLargeArraysArrivesWhole() throws Exception {
    Object[] sent = {bytes(40_000, 1), "between", bytes(BIG, 2), ByteBuffer.wrap(bytes(70_000, 3)), new byte[0]};
    Future<Object[]> received = inBackground(() -> b.recv());
    a.send(sent);
    assertThat(Arrays.deepEquals(received.get(), sent)).isTrue();
  }

  @Test
  void messagesKeepTheirBoundaries() throws Exception {
    for (int i = 0; i < 10; i++) {
      a.sendBytes(ascii("message " + i));
    }
    for (int i = 0; i < 10; i++) {
      assertThat(b.recvBytes()).isEqualTo(ascii("message " + i));
    }
  }

  @Test
  void aMessageOfZeroBytesIsAMessage() throws Exception {
    a.sendBytes(new byte[0]);
    a.sendBytes(ByteBuffer.allocate(0));
    a.sendBytes(ascii("x"));
    assertThat(b.poll(Duration.ofSeconds(10))).isTrue();
    assertThat(b.recvBytes()).isEmpty();
    assertThat(b.recvBytesInto(new byte[0])).isZero();
    assertThat(b.recvBytes()).isEqualTo(ascii("x"));
  }

  @Test
  void aPartOfAnArrayIsSent() throws Exception {
    byte[] all = ascii("abcdefgh");
    a.sendBytes(all, 2, 3);
    a.sendBytes(all, 8, 0);
    assertThat(b.recvBytes()).isEqualTo(ascii("cde"));
    assertThat(b.recvBytes()).isEmpty();
    assertThatThrownBy(() -> a.sendBytes(all, 6, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> a.sendBytes(all, -1, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> a.sendBytes(all, 1, -1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void whatRemainsInABufferIsSentAndItsPositionMoves() throws Exception {
    for (ByteBuffer buffer : List.of(ByteBuffer.allocate(8), ByteBuffer.allocateDirect(8))) {
      buffer.put(ascii("abcdefgh")).position(3).limit(6);
      a.sendBytes(buffer);
      assertThat(buffer.position()).isEqualTo(6);
      assertThat(b.recvBytes()).isEqualTo(ascii("def"));
    }
    ByteBuffer readOnly = ByteBuffer.wrap(ascii("ro")).asReadOnlyBuffer();
    a.sendBytes(readOnly);
    assertThat(b.recvBytes()).isEqualTo(ascii("ro"));
  }

  @Test
  void messagesOfSixteenMebibytesGoThroughBothWays() throws Exception {
    byte[] there = bytes(BIG, 4);
    byte[] back = bytes(BIG, 5);
    Future<byte[]> echo =
        inBackground(() -> {
          byte[] received = b.recvBytes();
          b.sendBytes(back);
          return received;
        });
    a.sendBytes(there);
    assertThat(Arrays.equals(a.recvBytes(), back)).isTrue(); // AssertJ compares element by element
    assertThat(Arrays.equals(echo.get(), there)).isTrue();
  }

  @Test
  void aMessageIsReceivedIntoAnArrayOrBuffer() throws Exception {
    a.sendBytes(ascii("abc"));
    byte[] target = new byte[8];
    assertThat(b.recvBytesInto(target)).isEqualTo(3);
    assertThat(target).startsWith(ascii("abc"));
    a.sendBytes(ascii("de"));
    assertThat(b.recvBytesInto(target, 6)).isEqualTo(2);
    assertThat(target).isEqualTo(ascii("abc\0\0\0de"));
    for (ByteBuffer buffer : List.of(ByteBuffer.allocate(8), ByteBuffer.allocateDirect(8))) {
      buffer.position(2);
      a.sendBytes(ascii("fgh"));
      assertThat(b.recvBytesInto(buffer)).isEqualTo(3);
      assertThat(buffer.position()).isEqualTo(5);
      assertThat(buffer.get(4)).isEqualTo((byte) 'h');
    }
    assertThatThrownBy(() -> b.recvBytesInto(target, 9)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> b.recvBytesInto(ByteBuffer.allocate(1).asReadOnlyBuffer()))
        .isInstanceOf(ReadOnlyBufferException.class);
  }

  @Test
  void aLongMessageIsReceivedIntoABuffer() throws Exception {
    byte[] sent = bytes(BIG, 6);
    for (ByteBuffer target : List.of(ByteBuffer.allocate(BIG + 7), ByteBuffer.allocateDirect(BIG + 7))) {
      target.position(5);
      Future<Integer> received = inBackground(() -> b.recvBytesInto(target));
      a.sendBytes(sent);
      assertThat(received.get()).isEqualTo(BIG);
      byte[] copy = new byte[BIG];
      target.flip().position(5).get(copy);
      assertThat(Arrays.equals(copy, sent)).isTrue();
    }
  }

  @Test
  void tooShortABufferRaisesWithTheMessageInside() throws Exception {
    a.sendBytes(ascii("longer"));
    a.sendBytes(ascii("next"));
    byte[] target = new byte[4];
    assertThatThrownBy(() -> b.recvBytesInto(target))
        .isInstanceOfSatisfying(
            BufferTooShortException.class, e -> assertThat(e.message()).isEqualTo(ascii("longer")))
        .hasMessageContaining("length=6").hasMessageContaining("room=4");
    assertThat(b.recvBytesInto(target)).isEqualTo(4);
    assertThat(target).isEqualTo(ascii("next"));
  }

  @Test
  void aLimitIsKeptAndAMessageBeyondItEndsReading() throws Exception {
    a.sendBytes(ascii("exact"));
    assertThat(b.recvBytes(5)).isEqualTo(ascii("exact"));
    assertThatThrownBy(() -> b.recvBytes(-1)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("-1");
    a.sendBytes(ascii("longer"));
    assertThatThrownBy(() -> b.recvBytes(5)).isInstanceOf(IOException.class).hasMessageContaining("5");
    assertThat(b.isReadable()).isFalse();
    assertThatThrownBy(() -> b.recvBytes()).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> b.recv()).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> b.poll()).isInstanceOf(IOException.class);
    b.sendBytes(ascii("still writable"));
    assertThat(a.recvBytes()).isEqualTo(ascii("still writable"));
  }

  @Test
  void aChallengeThatNobodyAnswersEndsAtItsLimit() {
    AuthKey key = AuthKey.random();
    Duration limit = Duration.ofMillis(50);
    assertThatThrownBy(() -> Connections.deliverChallenge(a, key, limit)).isInstanceOf(SocketTimeoutException.class);
    assertThatThrownBy(() -> Connections.answerChallenge(a, key, limit)).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void pollLooksOrWaits() throws Exception {
    assertThat(b.poll()).isFalse();
    assertThat(b.poll(Duration.ofMillis(-5))).isFalse();
    long start = System.nanoTime();
    assertThat(b.poll(Duration.ofMillis(120))).isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(110), Duration.ofSeconds(10));
    Future<Boolean> waiting = inBackground(() -> b.poll(Duration.ofSeconds(60)));
    a.sendBytes(ascii("x"));
    assertThat(waiting.get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(b.poll()).isTrue();
    assertThat(b.recvBytes()).isEqualTo(ascii("x"));
    assertThat(b.poll()).isFalse();
  }

  @Test
  void aPartOfALongMessageHasArrivedBeforeItIsWhole() throws Exception {
    Future<Void> sending =
        inBackground(() -> {
          a.sendBytes(new byte[BIG]);
          return null;
        });
    assertThat(b.poll(Duration.ofSeconds(20))).isTrue();
    assertThat(Waitables.await(List.of(b), Duration.ofSeconds(20))).containsExactly(b);
    assertThat(sending.isDone()).as("it fits nowhere").isFalse();
    assertThat(b.recvBytes()).hasSize(BIG);
    sending.get();
    assertThat(b.poll()).isFalse();
    assertThat(Waitables.await(List.of(b), Duration.ZERO)).isEmpty();
  }

  @Test
  void theEndComesAfterWhatWasSent() throws Exception {
    a.sendBytes(ascii("last"));
    a.close();
    assertThat(b.poll(Duration.ofSeconds(20))).isTrue();
    assertThat(b.recvBytes()).isEqualTo(ascii("last"));
    assertThat(b.poll(Duration.ofSeconds(20))).isTrue();
    assertThatThrownBy(() -> b.recvBytes()).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> b.recv()).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> b.recvBytesInto(new byte[1])).isInstanceOf(EOFException.class);
  }

  @Test
  void theEndIsTheSameIfTheOtherSideHadNotReadEverything() throws Exception {
    b.sendBytes(ascii("unread"));
    assertThat(a.poll(Duration.ofSeconds(20))).isTrue();
    a.close();
    assertThat(b.poll(Duration.ofSeconds(20))).isTrue();
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> b.recvBytes()).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void theEndIsSeenByOneWhoWaits() throws Exception {
    Future<Object> receiving = inBackground(() -> b.recv());
    awaitWaiting(receiving);
    a.close();
    assertThatThrownBy(() -> receiving.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(EOFException.class);
  }

  @Test
  void sendingToAClosedEndFails() throws Exception {
    b.close();
    assertThatThrownBy(() -> {
          while (true) { // a socket may take some messages before it knows
            a.sendBytes(new byte[1000]);
          }
        })
        .isInstanceOf(IOException.class);
  }

  @Test
  void aSenderWhoWaitsForRoomLearnsThatTheOtherSideHasClosed() throws Exception {
    Future<Void> sending =
        inBackground(() -> {
          a.sendBytes(new byte[BIG]);
          return null;
        });
    awaitArrival();
    b.close();
    assertThatThrownBy(() -> sending.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
  }

  @Test
  void aClosedConnectionRefusesEverything() throws Exception {
    a.close();
    a.close();
    assertThat(a.isClosed()).isTrue();
    assertThat(b.isClosed()).isFalse();
    assertThatThrownBy(() -> a.send("x")).isInstanceOf(IOException.class).hasMessageContaining("closed");
    assertThatThrownBy(() -> a.sendBytes(new byte[1])).isInstanceOf(IOException.class).hasMessageContaining("closed");
    assertThatThrownBy(() -> a.recv()).isInstanceOf(IOException.class).hasMessageContaining("closed");
    assertThatThrownBy(() -> a.recvBytes()).isInstanceOf(IOException.class).hasMessageContaining("closed");
    assertThatThrownBy(() -> a.recvBytesInto(new byte[1]))
        .isInstanceOf(IOException.class).hasMessageContaining("closed");
    assertThatThrownBy(() -> a.poll()).isInstanceOf(IOException.class).hasMessageContaining("closed");
  }

  @Test
  void closingWakesWhoWaitsInIt() throws Exception {
    Future<Object> receiving = inBackground(() -> a.recv());
    Future<Object> second = inBackground(() -> a.recv());
    Future<Boolean> polling = inBackground(() -> a.poll(Duration.ofSeconds(60)));
    awaitWaiting(receiving);
    a.close();
    for (Future<?> each : List.of(receiving, second)) {
      assertThatThrownBy(() -> each.get(20, TimeUnit.SECONDS))
          .hasCauseInstanceOf(IOException.class).hasMessageContaining("closed");
    }
    assertThatThrownBy(() -> {
          if (!polling.get(20, TimeUnit.SECONDS)) {
            throw new IOException("false is an answer too, for one who didn't get its turn");
          }
        })
        .isInstanceOf(Exception.class);
  }

  @Test
  void closingWakesWhoWaitsForRoom() throws Exception {
    Future<Void> sending =
        inBackground(() -> {
          a.sendBytes(new byte[BIG]);
          return null;
        });
    awaitArrival();
    a.close();
    assertThatThrownBy(() -> sending.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
  }

  @Test
  void anInterruptedReceiverCanGoOn() throws Exception {
    Interrupted interrupted = interrupt(() -> b.recv(), () -> {});
    assertThat(interrupted.failure).isInstanceOf(InterruptedIOException.class);
    assertThat(interrupted.status).isTrue();
    Interrupted polling = interrupt(() -> b.poll(Duration.ofSeconds(60)), () -> {});
    assertThat(polling.failure).isInstanceOf(InterruptedIOException.class);
    assertThat(polling.status).isTrue();
    a.send("after");
    assertThat(b.<String>recv()).isEqualTo("after");
  }

  @Test
  void whatHadArrivedWhenAReceiverWasInterruptedIsReceivedWhole() throws Exception {
    byte[] sent = bytes(BIG, 7);
    for (int round = 0; round < 20; round++) {
      int delay = round * 20_000; // of looks: from before the first piece to behind the last
      AtomicReference<byte[]> first = new AtomicReference<>();
      Thread receiver =
          new Thread(() -> {
            try {
              first.set(b.recvBytes());
            } catch (InterruptedIOException e) {
              // the next call gets it
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
      receiver.start();
      Future<Void> sending =
          inBackground(() -> {
            a.sendBytes(sent);
            return null;
          });
      for (int i = 0; i < delay; i++) {
        Thread.onSpinWait();
      }
      receiver.interrupt();
      receiver.join();
      byte[] received = first.get() == null ? b.recvBytes() : first.get();
      assertThat(Arrays.equals(received, sent)).as("round %s", round).isTrue();
      sending.get();
    }
  }

  @Test
  void anInterruptedSenderLeavesTheConnectionUsable() throws Exception {
    byte[] lost = bytes(BIG, 8);
    Interrupted interrupted =
        interrupt(() -> {
          a.sendBytes(lost);
          return null;
        }, this::awaitArrival);
    assertThat(interrupted.failure).isInstanceOf(InterruptedIOException.class);
    assertThat(interrupted.status).isTrue();
    Future<Void> next =
        inBackground(() -> {
          a.sendBytes(ascii("next"));
          return null;
        });
    // Whether the message is finished or taken back is the connection's choice; a part of it never comes.
    byte[] first = b.recvBytes();
    if (!Arrays.equals(first, ascii("next"))) {
      assertThat(Arrays.equals(first, lost)).isTrue();
      assertThat(b.recvBytes()).isEqualTo(ascii("next"));
    }
    next.get();
  }

  @Test
  void whatCanNotBeEncodedIsAnErrorAndNothingIsSent() throws Exception {
    assertThatThrownBy(() -> a.send(new Thread())).isInstanceOf(SerializationException.class);
    a.send("next");
    assertThat(b.<String>recv()).isEqualTo("next");
  }

  @Test
  void whatCanNotBeDecodedIsConsumed() throws Exception {
    a.sendBytes(ascii("not an object"));
    a.send("next");
    assertThatThrownBy(() -> b.recv()).isInstanceOf(SerializationException.class).hasMessageContaining("recvBytes");
    assertThat(b.<String>recv()).isEqualTo("next");
  }

  @Test
  void threadsShareAConnectionMessageByMessage() throws Exception {
    int senders = 4;
    int each = 400;
    List<Future<Void>> sending = new ArrayList<>();
    for (int s = 0; s < senders; s++) {
      int sender = s;
      sending.add(inBackground(() -> {
        Random random = new Random(sender);
        for (int i = 0; i < each; i++) {
          byte[] message = new byte[5 + (i % 20 == 0 ? random.nextInt(400_000) : random.nextInt(100))];
          Arrays.fill(message, (byte) sender);
          ByteBuffer.wrap(message).putInt(i);
          a.sendBytes(message);
        }
        return null;
      }));
    }
    Set<Long> seen = ConcurrentHashMap.newKeySet();
    Callable<Void> receiver =
        () -> {
          while (true) {
            byte[] message = b.recvBytes();
            byte sender = message[4];
            for (int i = 4; i < message.length; i++) {
              assertThat(message[i]).isEqualTo(sender);
            }
            int number = ByteBuffer.wrap(message).getInt();
            assertThat(seen.add((long) sender << 32 | number)).isTrue();
          }
        };
    List<Future<Void>> receiving = List.of(inBackground(receiver), inBackground(receiver));
    for (Future<Void> sender : sending) {
      sender.get();
    }
    a.close();
    for (Future<Void> each2 : receiving) {
      assertThatThrownBy(each2::get).hasCauseInstanceOf(EOFException.class);
    }
    assertThat(seen).hasSize(senders * each);
  }

  @Test
  void messagesOfAnySizeComeInOrderAndWhole() throws Exception {
    long seed = System.nanoTime();
    System.out.println("messagesOfAnySizeComeInOrderAndWhole: seed=" + seed);
    int count = 1000;
    Future<Void> sending =
        inBackground(() -> {
          Random random = new Random(seed);
          for (int i = 0; i < count; i++) {
            byte[] message = message(random);
            if (random.nextInt(4) == 0) {
              a.send(message);
            } else {
              a.sendBytes(message);
            }
          }
          return null;
        });
    Random random = new Random(seed);
    byte[] room = new byte[2_000_000];
    for (int i = 0; i < count; i++) {
      byte[] expected = message(random);
      boolean object = random.nextInt(4) == 0;
      byte[] received;
      if (object) {
        received = b.<byte[]>recv();
      } else if (i % 2 == 0) {
        received = b.recvBytes();
      } else {
        received = Arrays.copyOf(room, b.recvBytesInto(room));
      }
      assertThat(Arrays.equals(received, expected)).as("message %s of seed %s", i, seed).isTrue();
    }
    sending.get();
  }

  private static byte[] message(Random random) {
    int magnitude = random.nextInt(21); // as many short as long ones
    byte[] message = new byte[random.nextInt(1 << magnitude)];
    random.nextBytes(message);
    return message;
  }

  private record Interrupted(Throwable failure, boolean status) {}

  /** Interrupts a call once {@code begun} has returned and the thread waits. */
  private static Interrupted interrupt(Callable<?> call, Runnable begun) throws Exception {
    AtomicReference<Interrupted> outcome = new AtomicReference<>();
    Thread thread =
        new Thread(() -> {
          Throwable failure = null;
          try {
            call.call();
          } catch (Exception e) {
            failure = e;
          }
          outcome.set(new Interrupted(failure, Thread.currentThread().isInterrupted()));
        });
    thread.start();
    begun.run();
    thread.interrupt();
    thread.join();
    return outcome.get();
  }

  /** Gives a call in the background the time to fall asleep; the test is right as well if it hasn't. */
  private static void awaitWaiting(Future<?> call) throws InterruptedException {
    long start = System.nanoTime();
    await().until(() -> call.isDone() || System.nanoTime() - start > 50_000_000);
  }
}
