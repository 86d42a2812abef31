package io.multiprocessing.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.serialization.SerializationException;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PipeTest extends ConnectionContract {

  private static final String READ_ONLY = "the connection is read-only: it is the first end of a one-way pipe";
  private static final String WRITE_ONLY = "the connection is write-only: it is the second end of a one-way pipe";

  @Override
  protected Pair pair() {
    Pipe pipe = Multiprocessing.get().pipe();
    return new Pair(pipe.first(), pipe.second());
  }

  @Test
  void bothEndsOfATwoWayPipeReadAndWrite() {
    assertThat(a.isReadable()).isTrue();
    assertThat(a.isWritable()).isTrue();
    assertThat(b.isReadable()).isTrue();
    assertThat(b.isWritable()).isTrue();
  }

  @Test
  void theEndsOfAOneWayPipeRefuseTheOtherDirection() throws Exception {
    try (Pipe pipe = Multiprocessing.get().pipe(false)) {
      Connection reader = pipe.reader();
      Connection writer = pipe.writer();
      assertThat(reader).isSameAs(pipe.first());
      assertThat(writer).isSameAs(pipe.second());
      assertThat(reader.isReadable()).isTrue();
      assertThat(reader.isWritable()).isFalse();
      assertThat(writer.isReadable()).isFalse();
      assertThat(writer.isWritable()).isTrue();
      writer.send("there");
      assertThat(reader.<String>recv()).isEqualTo("there");
      assertThatThrownBy(() -> reader.send("x")).isInstanceOf(IOException.class).hasMessage(READ_ONLY);
      assertThatThrownBy(() -> reader.sendBytes(new byte[1])).isInstanceOf(IOException.class).hasMessage(READ_ONLY);
      assertThatThrownBy(() -> writer.recv()).isInstanceOf(IOException.class).hasMessage(WRITE_ONLY);
      assertThatThrownBy(() -> writer.recvBytes()).isInstanceOf(IOException.class).hasMessage(WRITE_ONLY);
      assertThatThrownBy(() -> writer.recvBytesInto(new byte[1]))
          .isInstanceOf(IOException.class).hasMessage(WRITE_ONLY);
      assertThatThrownBy(() -> writer.poll()).isInstanceOf(IOException.class).hasMessage(WRITE_ONLY);
    }
  }

  @Test
  void tooLongAMessageClosesAReaderThatCanDoNothingElse() throws Exception {
    try (Pipe pipe = Multiprocessing.get().pipe(false)) {
      pipe.writer().sendBytes(new byte[10]);
      assertThatThrownBy(() -> pipe.reader().recvBytes(9))
          .isInstanceOf(IOException.class).hasMessageContaining("length=10").hasMessageContaining("maxLength=9");
      assertThat(pipe.reader().isClosed()).isTrue();
    }
  }

  @Test
  void theEndOfAOneWayPipeIsSeen() throws Exception {
    try (Pipe pipe = Multiprocessing.get().pipe(false)) {
      pipe.writer().close();
      assertThatThrownBy(() -> pipe.reader().recv()).isInstanceOf(EOFException.class);
    }
    try (Pipe pipe = Multiprocessing.get().pipe(false)) {
      pipe.reader().close();
      assertThatThrownBy(() -> pipe.writer().send(1))
          .isInstanceOf(IOException.class).hasMessageContaining("nobody can receive");
    }
  }

  @Test
  void anInterruptedSenderTakesItsMessageBack() throws Exception {
    Thread sender =
        new Thread(() -> {
          try {
            a.sendBytes(new byte[1_000_000]);
          } catch (IOException e) {
            // what the contract tests
          }
        });
    sender.start();
    assertThat(b.poll(java.time.Duration.ofSeconds(20))).isTrue();
    sender.interrupt();
    sender.join();
    a.sendBytes(new byte[] {1});
    assertThat(b.recvBytes()).containsExactly(1);
    assertThat(b.poll()).isFalse();
  }

  @Test
  void aSenderOfAShortMessageWhoIsInterruptedHasSentNothing() throws Exception {
    int sent = fill();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> a.sendBytes(new byte[100_000])).isInstanceOf(java.io.InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    for (int i = 0; i < sent; i++) {
      assertThat(b.recvBytes()).hasSize(100_000);
    }
    assertThat(b.poll()).isFalse();
  }

  /** Sends as much as there is room for. */
  private int fill() throws IOException {
    a.sendBytes(new byte[100_000]);
    a.sendBytes(new byte[100_000]);
    return 2;
  }

  @Test
  void anObjectWithLargeArraysCanBeReadAsBytes() throws Exception {
    a.send(new byte[50_000]);
    assertThat(b.recvBytes()).hasSizeGreaterThan(50_000);
  }

  @Test
  void aClosedConnectionCanNotBeSent() throws Exception {
    try (Pipe other = Multiprocessing.get().pipe()) {
      other.first().close();
      assertThatThrownBy(() -> a.send(other.first()))
          .isInstanceOf(SerializationException.class)
          .hasStackTraceContaining("a closed connection can't be sent");
    }
  }

  @Test
  void aConnectionGoesThroughAConnection() throws Exception {
    try (Pipe other = Multiprocessing.get().pipe()) {
      a.send(other.second());
      other.second().close();
      Connection arrived = b.recv();
      other.first().send("hello");
      assertThat(arrived.<String>recv()).isEqualTo("hello");
      Future<Object> waiting = inBackground(() -> other.first().recv());
      arrived.close();
      assertThatThrownBy(waiting::get).hasCauseInstanceOf(EOFException.class);
    }
  }

  @Test
  void anEndIsOpenWhileAConnectionIsOnItsWay() throws Exception {
    try (Pipe other = Multiprocessing.get().pipe()) {
      a.send(other.second());
      other.second().close();
      assertThat(other.first().poll(java.time.Duration.ofMillis(150))).isFalse();
      b.<Connection>recv().close();
      assertThatThrownBy(() -> other.first().recv()).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void aSendThatFailsTakesTheConnectionInItBack() throws Exception {
    b.close();
    try (Pipe other = Multiprocessing.get().pipe()) {
      assertThatThrownBy(() -> a.send(other.second())).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> a.send(java.util.List.of(other.second(), new Thread())))
          .isInstanceOf(SerializationException.class);
      other.second().close();
      assertThatThrownBy(() -> other.first().recv()).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void aPipeTravelsWithBothEnds() throws Exception {
    Pipe arrived;
    try (Pipe other = Multiprocessing.get().pipe()) {
      a.send(other);
      arrived = b.recv();
    }
    try (arrived) {
      arrived.first().send(7);
      assertThat(arrived.second().<Integer>recv()).isEqualTo(7);
    }
  }

  @Test
  void itsTextSaysWhichEndItIsAndWhetherItIsClosed() throws Exception {
    assertThat(a.toString()).contains("end=1").doesNotContain("closed");
    b.close();
    assertThat(b.toString()).contains("end=2").contains("closed");
  }
}
