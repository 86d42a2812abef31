package io.multiprocessing.internal.connection;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.serialization.KryoCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A send that fails in the middle of its message never lets the next message begin inside of it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BrokenOffSendTest {

  /** Writes a few bytes, fails once, and then works. */
  private static final class Failing implements GatheringByteChannel {
    private final GatheringByteChannel target;
    private final int bytesBefore;
    private final Throwable failure;
    private int writes;

    Failing(GatheringByteChannel target, int bytesBefore, Throwable failure) {
      this.target = target;
      this.bytesBefore = bytesBefore;
      this.failure = failure;
    }

    @Override
    public long write(ByteBuffer[] parts, int offset, int length) throws IOException {
      writes++;
      if (writes == 1 && bytesBefore > 0) {
        ByteBuffer some = parts[offset];
        int limit = some.limit();
        some.limit(some.position() + bytesBefore);
        long written = target.write(some);
        some.limit(limit);
        return written;
      }
      if (writes == (bytesBefore > 0 ? 2 : 1)) {
        if (failure instanceof Error error) {
          throw error;
        }
        throw (IOException) failure;
      }
      return target.write(parts, offset, length);
    }

    @Override
    public long write(ByteBuffer[] parts) throws IOException {
      return write(parts, 0, parts.length);
    }

    @Override
    public int write(ByteBuffer part) throws IOException {
      return (int) write(new ByteBuffer[] {part});
    }

    @Override
    public boolean isOpen() {
      return target.isOpen();
    }

    @Override
    public void close() throws IOException {
      target.close();
    }
  }

  private static SocketConnection failing(Sockets sockets, int bytesBefore, Throwable failure) {
    return new SocketConnection(
        new PlainWire(sockets.socket()),
        new Failing(sockets.socket(), bytesBefore, failure),
        FrameReader.create(),
        new KryoCodec());
  }

  @Test
  void theRestFollowsWithTheNextMessageWhateverWentWrong() throws Exception {
    for (Throwable failure : new Throwable[] {new IOException("Too many open files"), new OutOfMemoryError("test")}) {
      try (Sockets sockets = Sockets.open();
          SocketConnection connection = failing(sockets, 2, failure)) {
        byte[] message = {1, 2, 3};
        assertThatThrownBy(() -> connection.sendBytes(message)).isSameAs(failure);
        Arrays.fill(message, (byte) 9);
        connection.sendBytes(new byte[] {4});
        assertThat(sockets.read(7 + 5)).containsExactly(0, 0, 0, 3, 1, 2, 3, 0, 0, 0, 1, 4);
      }
    }
  }

  @Test
  void whatFailedBeforeItsFirstByteIsNotSent() throws Exception {
    IOException failure = new IOException("Too many open files");
    try (Sockets sockets = Sockets.open();
        SocketConnection connection = failing(sockets, 0, failure)) {
      assertThatThrownBy(() -> connection.sendBytes(new byte[] {1, 2, 3})).isSameAs(failure);
      connection.sendBytes(new byte[] {4});
      assertThat(sockets.read(5)).containsExactly(0, 0, 0, 1, 4);
    }
  }

  @Test
  void aConnectionWhoseMessageWasCutOffSendsNoMore(@TempDir Path folder) throws Exception {
    IOException failure = new IOException("Too many open files");
    try (Sockets sockets = Sockets.open();
        SocketConnection connection = failing(sockets, 2, failure);
        FileChannel sparse = FileChannel.open(folder.resolve("sparse"), CREATE_NEW, READ, WRITE)) {
      ByteBuffer longerThanAnyArray = sparse.map(FileChannel.MapMode.READ_WRITE, 0, Integer.MAX_VALUE);
      assertThatThrownBy(() -> connection.sendBytes(longerThanAnyArray)).isInstanceOf(OutOfMemoryError.class);
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> connection.sendBytes(new byte[] {4}))
            .isInstanceOf(IOException.class).hasMessageContaining("a message was cut off");
      }
      assertThat(connection.isClosed()).isFalse();
    }
  }
}
