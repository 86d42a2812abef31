package io.multiprocessing.internal.connection;

import java.io.IOException;
import java.util.List;

/**
 * Where a {@link ProvingAcceptor} leaves its clients. Its methods are called by the acceptor's thread and don't block.
 */
interface Reception {

  /** Whether another client may be taken from the system's queue. */
  boolean hasRoom();

  /** Takes over a client that has proved the key; false if it is closed, and the client is the caller's still. */
  boolean admit(Accepted client) throws IOException;

  /** One has not proved the key. */
  void refuse(String reason);

  /** No more will come; returns the clients that nobody has taken. */
  List<Accepted> close();
}
