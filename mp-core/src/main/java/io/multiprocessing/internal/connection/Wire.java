package io.multiprocessing.internal.connection;

import java.io.IOException;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;

/**
 * What frames are read from and written to: a socket, or TLS over one. Never blocks: a read or write that gives 0 can't
 * go on now, and says by {@link #readInterest} or {@link #writeInterest} what it waits for. For one reading and one
 * writing thread at a time. A write that gave less than everything is to be repeated with the rest.
 */
interface Wire extends ReadableByteChannel, GatheringByteChannel {

  /** For a selector; in non-blocking mode. */
  SocketChannel socket();

  /** What the last read that gave 0 waits for: an operation of a {@code SelectionKey}. */
  int readInterest();

  /** What the last write that gave 0 waits for. */
  int writeInterest();

  /** Whether more may have been taken from the socket than was read here: then a selector may say nothing of it. */
  boolean mayHoldInput();

  /** Announces that nothing more is written, as far as the socket takes it. Nothing can be read here after that. */
  void shutdownOutput() throws IOException;

  /** Whether a read could not go on because something has to go out first; {@link #flush} does that. */
  boolean owesOutput();

  /** Sends what a read owes; whether that is all out. */
  boolean flush() throws IOException;
}
