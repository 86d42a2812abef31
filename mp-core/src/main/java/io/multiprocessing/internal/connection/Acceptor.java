package io.multiprocessing.internal.connection;

import java.io.Closeable;
import java.io.IOException;

/** How a listener comes by its clients. Safe for use by several threads. */
interface Acceptor extends Closeable {

  /**
   * Waits for a client.
   *
   * @throws io.multiprocessing.api.AuthenticationException if one failed to prove the key
   * @throws java.io.InterruptedIOException if the thread was interrupted; its flag is set
   * @throws IOException if the listener is closed, also while this call waits
   */
  Accepted accept() throws IOException;
}
