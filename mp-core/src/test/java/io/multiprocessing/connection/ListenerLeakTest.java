package io.multiprocessing.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.Connections;
import io.multiprocessing.api.AuthenticationException;
import io.multiprocessing.process.AuthKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two hundred listeners come and go: no descriptor, thread or file stays. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ListenerLeakTest {

  private static final AuthKey KEY = AuthKey.random();

  private static Listener listener(int i) throws IOException {
    AuthKey key = i % 2 == 0 ? KEY : null;
    return i % 4 < 2
        ? Connections.listener(ListenerOptions.builder().authKey(key).build())
        : Connections.listener(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), key);
  }

  private static void round(int i) throws Exception {
    AuthKey key = i % 2 == 0 ? KEY : null;
    try (Listener listener = listener(i)) {
      FutureTask<Connection> accepting = new FutureTask<>(listener::accept);
      new Thread(accepting, "test-accept").start();
      try (Connection client = Connections.client(listener.address(), key); Connection server = accepting.get()) {
        FutureTask<byte[]> receiving = new FutureTask<>(server::recvBytes);
        new Thread(receiving, "test-receive").start();
        client.sendBytes(new byte[1 << 20]);
        assertThat(receiving.get()).hasSize(1 << 20);
        assertThat(client.poll(Duration.ofMillis(1))).isFalse();
      }
      if (key != null) {
        assertThatThrownBy(() -> Connections.client(listener.address(), AuthKey.random()))
            .isInstanceOf(AuthenticationException.class);
        assertThatThrownBy(listener::accept).isInstanceOf(AuthenticationException.class);
      }
    }
    assertThatThrownBy(() -> Connections.client(listenerThatIsGone(), key)).isInstanceOf(IOException.class);
  }

  private static SocketAddress listenerThatIsGone() throws IOException {
    try (Listener listener = Connections.listener()) {
      return listener.address();
    }
  }

  @Test
  void nothingStaysOfTwoHundredListeners() throws Exception {
    for (int i = 0; i < 8; i++) {
      round(i);
    }
    Resources before = Resources.now();
    for (int i = 0; i < 200; i++) {
      round(i);
    }
    Resources.awaitNoMoreThan(before);
    assertThat(before.listenerFiles()).isZero();
  }
}
