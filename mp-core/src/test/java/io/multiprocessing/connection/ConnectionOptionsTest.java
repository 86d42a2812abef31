package io.multiprocessing.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.process.AuthKey;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Values out of their range, and addresses that the JVM doesn't have, are refused with the rule. */
class ConnectionOptionsTest {

  @Test
  void theDefaultsAreThoseOfPythonWhereItHasThem() {
    assertThat(ListenerOptions.defaults().backlog()).isEqualTo(1);
    assertThat(ListenerOptions.defaults().authKey()).isNull();
    assertThat(ListenerOptions.defaults().legacyMd5()).isFalse();
    assertThat(ClientOptions.defaults().authKey()).isNull();
    assertThat(ClientOptions.defaults().legacyMd5()).isFalse();
  }

  @Test
  void valuesOutOfTheirRangeAreRefused() {
    assertThatThrownBy(() -> ListenerOptions.builder().backlog(0).build()).hasMessageContaining("backlog=0");
    assertThatThrownBy(() -> ListenerOptions.builder().maxPendingHandshakes(0).build())
        .hasMessageContaining("maxPendingHandshakes=0");
    assertThatThrownBy(() -> ListenerOptions.builder().handshakeTimeout(Duration.ZERO).build())
        .hasMessageContaining("handshakeTimeout=PT0S");
    assertThatThrownBy(() -> ListenerOptions.builder().legacyMd5(true).build())
        .hasMessageContaining("needs an authKey");
    assertThatThrownBy(() -> ClientOptions.builder().legacyMd5(true).build()).hasMessageContaining("needs an authKey");
    assertThatThrownBy(() -> ClientOptions.builder().connectTimeout(Duration.ofSeconds(-1)).build())
        .hasMessageContaining("connectTimeout=PT-1S");
    assertThatThrownBy(() -> ListenerOptions.builder().handshakeTimeout(null)).hasMessage("limit");
    assertThatThrownBy(() -> ClientOptions.builder().connectTimeout(null)).hasMessage("limit");
    AuthKey key = AuthKey.random();
    assertThat(ClientOptions.builder().authKey(key).legacyMd5(true).build().legacyMd5()).isTrue();
  }

  @Test
  void addressesAreWrittenAsInPython() {
    assertThat(Addresses.of("/tmp/a").getPath()).isEqualTo(Path.of("/tmp/a"));
    assertThat(Addresses.of("localhost", 6000)).isEqualTo(new InetSocketAddress("localhost", 6000));
    assertThatThrownBy(() -> Addresses.of("localhost", 70_000)).hasMessageContaining("port=70000");
    assertThatThrownBy(() -> Addresses.of("localhost", -1)).hasMessageContaining("port=-1");
    assertThatThrownBy(() -> Addresses.of("")).hasMessageContaining("must not be empty");
    assertThatThrownBy(() -> Addresses.of("\0abstract")).hasMessageContaining("no abstract");
  }

  @Test
  void aWindowsPipeIsRefusedAndTheErrorSaysWhatToUseInstead() {
    for (String pipe : new String[] {"\\\\.\\pipe\\name", "\\\\server\\pipe\\name", "\\\\"}) {
      assertThatThrownBy(() -> Addresses.of(pipe))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("AF_PIPE")
          .hasMessageContaining("address=" + pipe)
          .hasMessageContaining("Unix domain socket");
    }
  }
}
