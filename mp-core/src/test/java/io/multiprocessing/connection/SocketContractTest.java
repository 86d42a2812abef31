package io.multiprocessing.connection;

import io.multiprocessing.Connections;
import io.multiprocessing.process.AuthKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Nested;

/** The contract of connections over both families of sockets. */
class SocketContractTest {

  @Nested
  class OverTcp extends ConnectionContract {
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
  class OverTls extends ConnectionContract {
    @Override
    protected Pair pair() throws Exception {
      AuthKey key = AuthKey.random();
      ListenerOptions options = ListenerOptions.builder().authKey(key).ssl(TestCertificates.good()).build();
      try (Listener listener = Connections.listener(new InetSocketAddress("localhost", 0), options)) {
        Future<Connection> accepted = inBackground(listener::accept);
        Connection client =
            Connections.client(
                listener.address(), ClientOptions.builder().authKey(key).ssl(TestCertificates.good()).build());
        return new Pair(client, accepted.get());
      }
    }
  }

  @Nested
  class OverUnixSockets extends ConnectionContract {
    @Override
    protected Pair pair() throws Exception {
      try (Listener listener = Connections.listener()) {
        Connection client = Connections.client(listener.address());
        return new Pair(client, listener.accept());
      }
    }
  }
}
