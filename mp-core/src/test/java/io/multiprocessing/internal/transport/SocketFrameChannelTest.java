package io.multiprocessing.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.internal.protocol.Frame;
import io.multiprocessing.internal.protocol.FrameDescriptor;
import io.multiprocessing.internal.protocol.FrameKind;
import io.multiprocessing.serialization.EncodedMessage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames over a real socket: the parent's end doesn't block, the child's does. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SocketFrameChannelTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int BUFFER = 128 * 1024;

  private SocketPair sockets;
  private FrameChannel parent;
  private FrameChannel child;

  @BeforeEach
  void connect() throws IOException {
    sockets = SocketPair.open();
    parent = SocketFrameChannel.uninterruptible(sockets.parent());
    child = SocketFrameChannel.blocking(sockets.child());
  }

  @AfterEach
  void close() throws IOException {
    parent.close();
    child.close();
  }

  private static EncodedMessage message(byte[] body, byte[]... attachments) {
    List<ByteBuffer> buffers = new ArrayList<>();
    for (byte[] attachment : attachments) {
      buffers.add(ByteBuffer.wrap(attachment));
    }
    return new EncodedMessage(ByteBuffer.wrap(body), buffers);
  }

  private static byte[] bytes(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  /** Runs in a thread of its own. */
  private static <T> CompletableFuture<T> async(Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread = new Thread(() -> {
      try {
        result.complete(work.call());
      } catch (Throwable e) {
        result.completeExceptionally(e);
      }
    });
    thread.setDaemon(true);
    thread.start();
    return result;
  }

  private void assertTravels(FrameChannel from, FrameChannel to, byte[] body, byte[]... attachments) throws IOException {
    CompletableFuture<Void> sent = async(() -> {
      from.send(FrameKind.TASK, 42, message(body, attachments));
      return null;
    });
    Frame frame = to.receive();
    assertThat(frame).isNotNull();
    assertThat(frame.kind()).isEqualTo(FrameKind.TASK);
    assertThat(frame.sequence()).isEqualTo(42);
    assertThat(Arrays.equals(bytes(frame.message().body()), body)).as("body of %d bytes", body.length).isTrue();
    assertThat(frame.message().attachments()).hasSize(attachments.length);
    for (int i = 0; i < attachments.length; i++) {
      assertThat(Arrays.equals(bytes(frame.message().attachments().get(i)), attachments[i])).isTrue();
    }
    assertThat(sent).succeedsWithin(LIMIT);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 1, 1023, 1024, 1025, 65_536, BUFFER - 17, BUFFER - 16, BUFFER - 15, BUFFER - 1, BUFFER, BUFFER + 1, 2 * BUFFER,
        3 * BUFFER + 7, 1 << 20
      })
  void carriesABodyOfThisLengthBothWays(int length) throws Exception {
    assertTravels(parent, child, bytes(length, length));
    assertTravels(child, parent, bytes(length, length + 1));
    assertTravels(child, parent, bytes(3, 1)); // the next one isn't disturbed
  }

  @Test
  void carriesAttachmentsOfAllLengths() throws Exception {
    byte[][] attachments = {bytes(0, 1), bytes(1, 2), bytes(BUFFER, 3), bytes(BUFFER + 1, 4), bytes(3_000_000, 5)};

    assertTravels(parent, child, bytes(10, 6), attachments);
    assertTravels(child, parent, bytes(0, 7), attachments);
    assertTravels(child, parent, bytes(BUFFER, 7), bytes(0, 1));
  }

  @Test
  void carriesTheGreatestNumberOfAttachmentsAndRefusesMore() throws Exception {
    byte[][] many = new byte[FrameDescriptor.MAX_ATTACHMENTS][];
    Arrays.fill(many, new byte[] {7});
    assertTravels(parent, child, bytes(5, 1), many);

    byte[][] tooMany = Arrays.copyOf(many, many.length + 1);
    tooMany[many.length] = new byte[0];
    assertThatThrownBy(() -> parent.send(FrameKind.TASK, 1, message(new byte[0], tooMany)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("attachments=" + tooMany.length);
    assertTravels(parent, child, bytes(5, 2));
  }

  @Test
  void carriesSixtyFourMegabytes() throws Exception {
    byte[] large = bytes(64 << 20, 1);

    assertTravels(parent, child, large);
    assertTravels(child, parent, bytes(1, 2), large);
  }

  @Test
  void sendsManySmallFramesInOneFlush() throws Exception {
    int count = 20_000;
    CompletableFuture<Void> sent = async(() -> {
      for (int i = 0; i < count; i++) {
        parent.write(FrameKind.TASK, i, message(bytes(i % 40, i)));
      }
      parent.flush();
      return null;
    });

    for (int i = 0; i < count; i++) {
      Frame frame = child.receive();
      assertThat(frame.sequence()).isEqualTo(i);
      assertThat(bytes(frame.message().body())).isEqualTo(bytes(i % 40, i));
    }
    assertThat(sent).succeedsWithin(LIMIT);
  }

  @Test
  void keepsTheFramesOfConcurrentSendersWhole() throws Exception {
    int senders = 4;
    int each = 500;
    List<CompletableFuture<Void>> sending = new ArrayList<>();
    for (int s = 0; s < senders; s++) {
      int sender = s;
      sending.add(async(() -> {
        for (int i = 0; i < each; i++) {
          byte[] body = new byte[1 + (i * 37) % 300_000 / 10];
          Arrays.fill(body, (byte) sender);
          child.send(FrameKind.RESULT, (long) sender << 32 | i, message(body, body));
        }
        return null;
      }));
    }

    int[] next = new int[senders];
    for (int i = 0; i < senders * each; i++) {
      Frame frame = parent.receive();
      int sender = (int) (frame.sequence() >>> 32);
      assertThat((int) frame.sequence()).isEqualTo(next[sender]++);
      byte[] body = bytes(frame.message().body());
      byte[] expected = new byte[body.length];
      Arrays.fill(expected, (byte) sender);
      assertThat(Arrays.equals(body, expected)).isTrue();
      assertThat(Arrays.equals(bytes(frame.message().attachments().get(0)), expected)).isTrue();
    }
    for (CompletableFuture<Void> sender : sending) {
      assertThat(sender).succeedsWithin(LIMIT);
    }
  }

  @Test
  void handsOnAFrameOfAnUnknownKindWholeSoThatItCanBePassedOver() throws Exception {
    writeRaw(sockets.parent(), frame(99, 5, bytes(300, 1)));
    writeRaw(sockets.parent(), frame(FrameKind.TASK.code(), 6, bytes(3, 1)));

    Frame unknown = child.receive();
    assertThat(unknown.kind()).isNull();
    assertThat(unknown.kindCode()).isEqualTo(99);
    assertThat(unknown.message().body().remaining()).isEqualTo(300);
    assertThat(child.receive().kind()).isEqualTo(FrameKind.TASK);
  }

  @Test
  void refusesAnotherVersionAndNegativeLengths() throws Exception {
    byte[] version = frame(FrameKind.TASK.code(), 1, new byte[0]);
    version[FrameDescriptor.VERSION_OFFSET] = 9;
    byte[] body = frame(FrameKind.TASK.code(), 1, new byte[0]);
    body[FrameDescriptor.BODY_LENGTH_OFFSET] = -1;
    byte[] attachment = frame(FrameKind.TASK.code(), 1, new byte[] {-1, -1, -1, -1});
    attachment[FrameDescriptor.ATTACHMENT_COUNT_OFFSET + 1] = 1;
    attachment[FrameDescriptor.BODY_LENGTH_OFFSET + 3] = 0;

    assertRefused(version, "received=9");
    assertRefused(body, "bodyLength=-");
    assertRefused(attachment, "length=-1");
  }

  private static void assertRefused(byte[] raw, String fact) throws IOException {
    try (SocketPair pair = SocketPair.open();
        FrameChannel receiver = SocketFrameChannel.uninterruptible(pair.parent())) {
      writeRaw(pair.child(), raw);
      assertThatThrownBy(receiver::receive).isInstanceOf(IOException.class).hasMessageContaining(fact);
    }
  }

  @Test
  void tellsTheEndBetweenFramesFromAnEndAtEachByteWithinOne() throws Exception {
    byte[] whole = frame(FrameKind.RESULT.code(), 1, new byte[5]);
    byte[] raw = new byte[whole.length + 7];
    System.arraycopy(whole, 0, raw, 0, FrameDescriptor.HEADER_LENGTH);
    raw[FrameDescriptor.ATTACHMENT_COUNT_OFFSET + 1] = 1;
    raw[FrameDescriptor.HEADER_LENGTH + 3] = 3; // the attachment's length; then the body, then the attachment
    for (int end = 0; end <= raw.length; end++) {
      try (SocketPair pair = SocketPair.open();
          FrameChannel receiver = SocketFrameChannel.uninterruptible(pair.parent())) {
        writeRaw(pair.child(), whole);
        writeRaw(pair.child(), Arrays.copyOf(raw, end));
        pair.child().close();

        assertThat(receiver.receive().message().body().remaining()).isEqualTo(5);
        if (end == 0) {
          assertThat(receiver.receive()).isNull();
          assertThat(receiver.receive()).isNull();
        } else if (end < raw.length) {
          assertThatThrownBy(receiver::receive).as("end at byte %d", end).isInstanceOf(EOFException.class);
        } else {
          assertThat(receiver.receive().message().attachments().get(0).remaining()).isEqualTo(3);
          assertThat(receiver.receive()).isNull();
        }
      }
    }
  }

  @Test
  void anInterruptOfTheReceiverLeavesTheChannelOpenAndTheFlagSet() throws Exception {
    AtomicReference<Thread> receiver = new AtomicReference<>();
    CompletableFuture<Boolean> received = async(() -> {
      receiver.set(Thread.currentThread());
      Frame frame = parent.receive();
      return frame.sequence() == 7 && Thread.interrupted();
    });
    await().atMost(LIMIT).until(() -> receiver.get() != null);
    for (int i = 0; i < 20; i++) {
      receiver.get().interrupt();
      Thread.onSpinWait();
    }

    assertThat(received).isNotDone();
    child.send(FrameKind.RESULT, 7, message(new byte[2]));

    assertThat(received).succeedsWithin(LIMIT).isEqualTo(true);
    assertTravels(parent, child, bytes(100, 1));
  }

  @Test
  void anInterruptOfABlockedSenderLeavesTheChannelOpenAndTheFlagSet() throws Exception {
    AtomicReference<Thread> sender = new AtomicReference<>();
    byte[] large = bytes(4 << 20, 1);
    CompletableFuture<Boolean> sent = async(() -> {
      sender.set(Thread.currentThread());
      Thread.currentThread().interrupt();
      parent.send(FrameKind.TASK, 9, message(large));
      return Thread.interrupted();
    });
    await().atMost(LIMIT).until(() -> sender.get() != null);
    sender.get().interrupt();

    assertThat(Arrays.equals(bytes(child.receive().message().body()), large)).isTrue();

    assertThat(sent).succeedsWithin(LIMIT).isEqualTo(true);
    assertTravels(child, parent, bytes(100, 1));
  }

  @Test
  void closeFromAnotherThreadEndsABlockedReceiveOnBothEnds() throws Exception {
    for (int end = 0; end < 2; end++) {
      SocketPair pair = SocketPair.open();
      FrameChannel channel =
          end == 0 ? SocketFrameChannel.uninterruptible(pair.parent()) : SocketFrameChannel.blocking(pair.child());
      CompletableFuture<Frame> receiving = async(channel::receive);
      awaitBlocked();
      channel.close();
      channel.close();

      assertThat(receiving).failsWithin(LIMIT).withThrowableThat().withCauseInstanceOf(ClosedChannelException.class);
      assertThatThrownBy(() -> channel.send(FrameKind.TASK, 1, message(new byte[1]))).isInstanceOf(IOException.class);
      pair.close();
    }
  }

  @Test
  void closeFromAnotherThreadEndsABlockedSendOnBothEnds() throws Exception {
    for (int end = 0; end < 2; end++) {
      SocketPair pair = SocketPair.open();
      FrameChannel channel =
          end == 0 ? SocketFrameChannel.uninterruptible(pair.parent()) : SocketFrameChannel.blocking(pair.child());
      CompletableFuture<Void> sending = async(() -> {
        channel.send(FrameKind.TASK, 1, message(new byte[8 << 20]));
        return null;
      });
      awaitBlocked();
      channel.close();

      assertThat(sending).failsWithin(LIMIT).withThrowableThat().withCauseInstanceOf(IOException.class);
      pair.close();
    }
  }

  @Test
  void aPeerThatGoesAwayEndsABlockedSend() throws Exception {
    CompletableFuture<Void> sending = async(() -> {
      parent.send(FrameKind.TASK, 1, message(new byte[8 << 20]));
      return null;
    });
    awaitBlocked();
    child.close();

    assertThat(sending).failsWithin(LIMIT).withThrowableThat().withCauseInstanceOf(IOException.class);
  }

  /** Until a thread of {@link #async} waits in the socket, or in the selector for it. */
  private static void awaitBlocked() {
    await().atMost(LIMIT).until(() ->
        Thread.getAllStackTraces().values().stream()
            .anyMatch(frames -> frames.length > 0 && frames[0].isNativeMethod() && Arrays.stream(frames)
                .anyMatch(frame -> frame.getClassName().equals(SocketFrameChannel.class.getName()))));
  }

  private static void writeRaw(SocketChannel socket, byte[] raw) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(raw);
    while (buffer.hasRemaining()) {
      socket.write(buffer);
    }
  }

  private static byte[] frame(int kind, long sequence, byte[] body) {
    return ByteBuffer.allocate(FrameDescriptor.HEADER_LENGTH + body.length)
        .put((byte) FrameDescriptor.VERSION)
        .put((byte) kind)
        .putShort((short) 0)
        .putInt(body.length)
        .putLong(sequence)
        .put(body)
        .array();
  }
}
