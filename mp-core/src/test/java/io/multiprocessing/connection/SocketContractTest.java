package io.multiprocessing.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.Connections;
import io.multiprocessing.internal.connection.SelectableSource;
import io.multiprocessing.process.AuthKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Nested;

/** The contract of connections over both families of sockets. */
class SocketContractTest {

  private static final long ARRIVAL_MILLIS = 20_000;

  /** A look with {@code poll} would take a whole message out of the socket's buffer. */
  private abstract static class OverSockets extends ConnectionContract {
    @Override
    protected void awaitArrival() {
      try (Selector selector = Selector.open()) {
        ((SelectableSource) b).channel().register(selector, SelectionKey.OP_READ);
        assertThat(selector.select(ARRIVAL_MILLIS)).isEqualTo(1);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Nested
  class OverTcp extends OverSockets {
    @Override
    protected Pair pair() throws Exception {
      AuthKey key = AuthKey.random();
      InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      try (Listener listener = Connections.listener(any, key)) {
        Future<Connection> accepted = inBackground(listener::accept);
        Connection client = Connections.client(listener.address(), key);
        return new Pair(client, accepted.get());
      }
    }
  }

  @Nested
  class OverUnixSockets extends OverSockets {
    @Override
    protected Pair pair() throws Exception {
      try (Listener listener = Connections.listener()) {
        Connection client = Connections.client(listener.address());
        return new Pair(client, listener.accept());
      }
    }
  }
}
