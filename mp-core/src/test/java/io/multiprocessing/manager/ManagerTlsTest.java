package io.multiprocessing.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteCallable;
import io.multiprocessing.connection.TestCertificates;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.process.AuthKey;
import io.multiprocessing.serialization.AllowedClasses;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A started manager with TLS, a key and a list of classes of its own: its owner, its children, other clients. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ManagerTlsTest {

  private static final AuthKey KEY = AuthKey.random();

  private static BaseManager manager;
  private static Box box;

  private static ManagerConfig.Builder config(InetSocketAddress address) {
    return ManagerConfig.builder()
        .address(address)
        .authKey(KEY)
        .connectTimeout(Duration.ofSeconds(10))
        .reconnectTimeout(Duration.ofMillis(100))
        .allowedClasses(AllowedClasses.standard().with(Box.class));
  }

  @BeforeAll
  static void start() {
    ManagerConfig config = config(new InetSocketAddress("localhost", 0)).ssl(TestCertificates.both()).build();
    manager = new BaseManager(Multiprocessing.get(), config, Box.TYPE);
    manager.start();
    box = manager.create(Box.TYPE);
  }

  @AfterAll
  static void shutDown() {
    manager.close();
  }

  @Test
  void itsOwnerReachesItUnderTheNameInItsCertificate() {
    assertThat(((InetSocketAddress) manager.address()).getHostString()).isEqualTo("localhost");
    assertThat(((InetSocketAddress) manager.address()).getPort()).isNotZero();
    assertThat(box.pid()).isNotEqualTo(ProcessHandle.current().pid());
  }

  @Test
  void aProxyThatIsGivenToATaskWorksThere() throws Exception {
    try (Pool pool = Multiprocessing.get().pool(1)) {
      assertThat(pool.apply(new Pid(box))).isEqualTo(box.pid());
    }
  }

  private record Pid(Box box) implements RemoteCallable<Long> {
    @Override
    public Long call() {
      return box.pid();
    }
  }

  @Test
  void aClientWithTlsConnectsAndOneWithoutIsToldWhatMayBeWrong() {
    InetSocketAddress address = (InetSocketAddress) manager.address();
    try (BaseManager client =
        new BaseManager(
            Multiprocessing.get(), config(address).ssl(TestCertificates.both()).build(), Box.TYPE)) {
      client.connect();
      assertThat(client.create(Box.TYPE).pid()).isEqualTo(box.pid());
    }
    BaseManager plain =
        new BaseManager(
            Multiprocessing.get(), config(address).connectTimeout(Duration.ofMillis(300)).build(), Box.TYPE);
    assertThatExceptionOfType(ManagerUnreachableException.class)
        .isThrownBy(plain::connect)
        .withMessageContaining("may expect TLS");
  }
}
