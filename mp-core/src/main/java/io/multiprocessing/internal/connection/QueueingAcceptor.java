package io.multiprocessing.internal.connection;

import io.multiprocessing.connection.ListenerOptions;
import io.multiprocessing.process.AuthKey;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Takes clients that are through their handshakes, in the order in which they did so, for threads that ask for them.
 */
final class QueueingAcceptor implements Acceptor {

  private final Admissions admissions;
  private final ProvingAcceptor prover;

  /** @param server in non-blocking mode, owned by this object unless the constructor throws */
  QueueingAcceptor(ServerSocketChannel server, @Nullable AuthKey key, ListenerOptions options) throws IOException {
    admissions = new Admissions(options.backlog());
    prover = new ProvingAcceptor(server, key, options, admissions);
  }

  @Override
  public Accepted accept() throws IOException {
    return admissions.take(prover::wakeup);
  }

  @Override
  public void close() throws IOException {
    prover.close();
  }
}
