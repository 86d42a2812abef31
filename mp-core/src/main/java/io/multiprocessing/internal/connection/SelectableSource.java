package io.multiprocessing.internal.connection;

import java.nio.channels.SelectableChannel;

/** A connection that a selector can wait for, together with others. */
public interface SelectableSource {

  /** The channel, in non-blocking mode; it becomes readable when something arrives or the other side closes. */
  SelectableChannel channel();

  /**
   * Whether something can be received that has left the channel already, so that no selector would report it. Doesn't
   * block; safe for use by several threads.
   */
  boolean hasBuffered();

  /**
   * Whether something can be received, now that the channel is readable: what came may have been for TLS alone. Takes
   * it from the channel then. Doesn't block.
   */
  boolean confirmReadable();
}
