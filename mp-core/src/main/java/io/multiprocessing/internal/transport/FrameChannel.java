package io.multiprocessing.internal.transport;

import io.multiprocessing.internal.protocol.Frame;
import io.multiprocessing.internal.protocol.FrameKind;
import io.multiprocessing.serialization.EncodedMessage;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Frames between a parent and one child, in order, each whole. One thread may receive while others send; senders take
 * turns. {@link #close()} from any thread ends all of them.
 */
public interface FrameChannel extends Closeable {

  /**
   * Adds a frame to what the next {@link #flush()} sends. A frame that is larger than the buffer goes out at once, in
   * its place; that blocks until the peer has read enough.
   *
   * @throws IOException if the channel is closed or the peer is gone
   */
  void write(FrameKind kind, long sequence, EncodedMessage message) throws IOException;

  /** Sends what was written. Blocks until the peer, or the buffers between, have taken it. */
  void flush() throws IOException;

  /** Writes one frame and flushes. */
  default void send(FrameKind kind, long sequence, EncodedMessage message) throws IOException {
    synchronized (this) {
      write(kind, sequence, message);
      flush();
    }
  }

  /**
   * Waits for the next frame. For one thread at a time.
   *
   * @return the frame, valid until the next call, or null at the end of the stream
   * @throws IOException if the stream ends inside a frame or is not ours
   */
  @Nullable Frame receive() throws IOException;
}
