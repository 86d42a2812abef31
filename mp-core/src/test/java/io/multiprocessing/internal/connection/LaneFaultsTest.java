package io.multiprocessing.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.internal.memory.Host;
import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.os.ProcessTable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What processes leave in a lane that are killed at each of their steps: the steps are done here, in the name of a
 * process that is dead.
 */
@Timeout(60)
class LaneFaultsTest {

  /** Above what any system gives. */
  private static final long DEAD = ProcessTable.stamp((1L << 26) - 1, 0);

  private static final int LANE = 0;
  private static final int MUTEX_STAMP_SHIFT = Long.SIZE - ProcessTable.STAMP_BITS;

  private final PipeMemory memory = PipeMemory.create(true);
  private final Segment segment = memory.segment();
  private final Lane lane = new Lane(segment, LANE);
  private final PipeConnection sender = new PipeConnection(memory, 0);
  private final PipeConnection receiver = new PipeConnection(memory, 1);

  @AfterEach
  void close() {
    sender.close();
    receiver.close();
  }

  private void word(int offset, long value) {
    segment.memory().putLong(PipeDescriptor.laneOffset(LANE) + offset, value);
  }

  private void deadTakes(int mutexOffset) {
    word(mutexOffset, DEAD << MUTEX_STAMP_SHIFT);
  }

  /** Writes the first {@code pieces} of a message, as a writer that is killed then. */
  private void writeAndDie(byte[] message, int pieces) {
    deadTakes(PipeDescriptor.WRITING_OFFSET);
    Outgoing outgoing = Outgoing.bytes(ByteBuffer.wrap(message));
    long position = lane.written();
    int left = message.length;
    for (int i = 0; i < pieces; i++) {
      int length = Math.min(left, 1000);
      left -= length;
      int first = PipeDescriptor.BYTES + PipeDescriptor.FIRST;
      int kind = i == 0 ? first : left == 0 ? PipeDescriptor.LAST : PipeDescriptor.MORE;
      position = lane.put(position, kind, length, message.length, outgoing);
      lane.publish(position);
    }
    if (left > 0) {
      lane.put(position, PipeDescriptor.MORE, Math.min(left, 1000), message.length, outgoing); // copied, not published
    }
  }

  /** Receives the first {@code pieces} of what is there, as a reader that is killed then. */
  private void readAndDie(int pieces) {
    deadTakes(PipeDescriptor.READING_OFFSET);
    long position = lane.consumed();
    for (int i = 0; i < pieces; i++) {
      long header = lane.header(position);
      position += PipeDescriptor.pieceLength(PipeDescriptor.kind(header), PipeDescriptor.length(header));
      lane.consume(position);
    }
  }

  private static byte[] pattern(int length) {
    byte[] message = new byte[length];
    new Random(length).nextBytes(message);
    return message;
  }

  @Test
  void aWriterThatDiesAfterAnyPieceCostsItsOwnMessageAtMost() throws Exception {
    byte[] message = pattern(9_500);
    for (int pieces = 0; pieces <= 10; pieces++) {
      writeAndDie(message, pieces);
      sender.sendBytes(new byte[] {(byte) pieces});
      if (pieces == 10) {
        assertThat(Arrays.equals(receiver.recvBytes(), message)).as("whole when it died").isTrue();
      } else if (pieces > 0) {
        assertThatThrownBy(() -> receiver.recvBytes())
            .isInstanceOf(IOException.class)
            .hasMessage(
                "a message was broken off, because its sender died; it is lost, the next ones are not: received="
                    + pieces * 1000 + ", length=9500");
      }
      assertThat(receiver.recvBytes()).containsExactly(pieces);
      assertThat(receiver.poll()).isFalse();
    }
  }

  @Test
  void aReceiverLearnsThatAWriterIsDeadEvenIfNobodyWritesAgain() {
    writeAndDie(pattern(5_000), 2);
    assertThatThrownBy(() -> receiver.recvBytes())
        .isInstanceOf(IOException.class).hasMessageContaining("received=2000");
  }

  @Test
  void theEndComesAfterTheErrorOfAMessageThatWasBrokenOff() {
    writeAndDie(pattern(5_000), 2);
    sender.close();
    assertThatThrownBy(() -> receiver.recvBytes()).isInstanceOf(IOException.class).hasMessageContaining("broken off");
    assertThatThrownBy(() -> receiver.recvBytes()).isInstanceOf(EOFException.class);
  }

  @Test
  void aReaderThatDiesAfterAnyPieceCostsThatMessageAtMost() throws Exception {
    byte[] message = pattern(400_000); // two of them are longer than the ring, so the sender is at it
    for (int pieces = 0; pieces < 4; pieces++) {
      int number = pieces;
      FutureTask<Void> sending =
          new FutureTask<>(() -> {
            sender.sendBytes(message);
            sender.sendBytes(new byte[] {(byte) number});
            return null;
          });
      new Thread(sending, "test-sending").start();
      await().until(() -> lane.written() - lane.consumed() >= 3 * PipeDescriptor.MAX_PIECE);
      readAndDie(pieces);
      byte[] received = receiver.recvBytes();
      if (pieces == 0) {
        assertThat(Arrays.equals(received, message)).as("it had taken nothing yet").isTrue();
        received = receiver.recvBytes();
      }
      assertThat(received).containsExactly(pieces);
      sending.get();
    }
  }

  @Test
  void pollSkipsWhatADeadReaderHasLeft() throws Exception {
    writeAndDie(pattern(3_000), 3);
    word(PipeDescriptor.WRITING_OFFSET, 0);
    readAndDie(1);
    assertThat(receiver.poll()).isFalse();
    assertThat(lane.consumed()).isEqualTo(lane.written());
    sender.sendBytes(new byte[] {1});
    assertThat(receiver.poll()).isTrue();
    assertThat(receiver.recvBytes()).containsExactly(1);
  }

  @Test
  void whatAnInterruptedReaderKeptIsGivenUpWhenItsProcessDies() throws Exception {
    for (boolean poll : new boolean[] {true, false}) {
      writeAndDie(pattern(3_000), 3);
      word(PipeDescriptor.WRITING_OFFSET, 0);
      readAndDie(1);
      word(PipeDescriptor.READING_OFFSET, 0);
      lane.setKeeper(DEAD);
      if (poll) {
        assertThat(receiver.poll()).isFalse();
        assertThat(lane.keeper()).isZero();
      }
      sender.sendBytes(new byte[] {1});
      assertThat(receiver.recvBytes()).containsExactly(1);
      assertThat(lane.keeper()).isZero();
    }
  }

  @Test
  void othersWaitForAProcessThatKeepsAPartOfAMessage() throws Exception {
    Process other = new ProcessBuilder("sleep", "60").start();
    try {
      writeAndDie(pattern(3_000), 3);
      word(PipeDescriptor.WRITING_OFFSET, 0);
      readAndDie(1);
      word(PipeDescriptor.READING_OFFSET, 0);
      lane.setKeeper(stampOf(other.pid()));
      sender.sendBytes(new byte[] {1});
      assertThat(receiver.poll(Duration.ofMillis(100))).isFalse();
      FutureTask<byte[]> receiving = new FutureTask<>(() -> receiver.recvBytes());
      Thread thread = new Thread(receiving, "test-receiving");
      thread.start();
      assertThat(receiver.poll(Duration.ofMillis(100))).isFalse();
      assertThat(receiving.isDone()).isFalse();
      other.destroyForcibly().waitFor();
      assertThat(receiving.get()).containsExactly(1);
    } finally {
      other.destroyForcibly();
    }
  }

  /** The stamp of a living process, as the process itself would make it. */
  private static long stampOf(long pid) throws IOException {
    if (Host.processes().toString().contains("HandleTable")) {
      return ProcessTable.stamp(pid, 0);
    }
    String stat = java.nio.file.Files.readString(java.nio.file.Path.of("/proc", Long.toString(pid), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return ProcessTable.stamp(pid, Long.parseLong(fields[19]));
  }

  private void receiveInterrupted() throws InterruptedException {
    Thread interrupted =
        new Thread(() -> {
          Thread.currentThread().interrupt();
          assertThatThrownBy(() -> receiver.recvBytes()).isInstanceOf(java.io.InterruptedIOException.class);
        });
    interrupted.start();
    interrupted.join();
  }

  @Test
  void whatAClosedConnectionKeptIsGivenUp() throws Exception {
    PipeConnection second = new PipeConnection(memory, 1);
    writeAndDie(pattern(3_000), 2);
    word(PipeDescriptor.WRITING_OFFSET, Host.processes().self() << MUTEX_STAMP_SHIFT); // the writer lives
    receiveInterrupted();
    assertThat(lane.keeper()).isEqualTo(Host.processes().self());
    receiver.close();
    assertThat(lane.keeper()).as("another connection of this process can go on").isNotZero();
    second.close();
    assertThat(lane.keeper()).isZero();
  }

  @Test
  void aKeptMessageThatIsLongerThanTheLimitIsGivenUp() throws Exception {
    writeAndDie(pattern(3_000), 2);
    word(PipeDescriptor.WRITING_OFFSET, Host.processes().self() << MUTEX_STAMP_SHIFT); // the writer lives
    receiveInterrupted();
    assertThat(lane.keeper()).isEqualTo(Host.processes().self());
    assertThat(receiver.poll()).as("what was kept counts as arrived").isTrue();
    assertThatThrownBy(() -> receiver.recvBytes(100)).isInstanceOf(MessageTooLongException.class);
    assertThat(lane.keeper()).as("others need not wait for this process").isZero();
    word(PipeDescriptor.WRITING_OFFSET, 0);
  }

  @Test
  void whatIsKeptAfterTheLastConnectionWasClosedIsGivenUpAtOnce() throws Exception {
    AtomicInteger open = new AtomicInteger();
    EndTable senders = new EndTable(segment, PipeDescriptor.endOffset(0));
    LaneReader late = new LaneReader(lane, senders, open); // as if it was closed while it receives
    writeAndDie(pattern(3_000), 2);
    word(PipeDescriptor.WRITING_OFFSET, Host.processes().self() << MUTEX_STAMP_SHIFT);
    Thread interrupted =
        new Thread(() -> {
          Thread.currentThread().interrupt();
          assertThatThrownBy(() -> late.receive(Long.MAX_VALUE, null, receiver))
              .isInstanceOf(java.io.InterruptedIOException.class);
        });
    interrupted.start();
    interrupted.join();
    assertThat(lane.consumed()).as("a part was taken").isPositive();
    assertThat(lane.keeper()).isZero();
    word(PipeDescriptor.WRITING_OFFSET, 0);
  }

  @Test
  void aSleepingWriterWhoseReaderDiesWithoutAWordFindsOut() {
    PipeMemory other = PipeMemory.create(true);
    PipeConnection writer = new PipeConnection(other, 0);
    long holder = DEAD << PipeDescriptor.COUNT_BITS | 1;
    other.segment().memory().order(ByteOrder.nativeOrder())
        .putLong(PipeDescriptor.endOffset(1) + PipeDescriptor.HOLDERS_OFFSET, holder);
    assertThatThrownBy(() -> writer.sendBytes(new byte[1_000_000]))
        .isInstanceOf(IOException.class).hasMessageContaining("nobody can receive");
    writer.close();
  }
}
