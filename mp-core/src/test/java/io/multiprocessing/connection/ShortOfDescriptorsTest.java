package io.multiprocessing.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.multiprocessing.Connections;
import io.multiprocessing.process.AuthKey;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A listener in a process that has used up its descriptors. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShortOfDescriptorsTest {

  private static final AuthKey KEY = AuthKey.of("secret password".getBytes(StandardCharsets.US_ASCII));
  private static final Duration LONG = Duration.ofSeconds(40);
  private static final String FREE_DESCRIPTORS = "6";

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** The process: serves a first client, keeps a few descriptors free, and serves for ever. */
  public static final class Server {

    private Server() {}

    public static void main(String[] free) throws IOException {
      ListenerOptions options = ListenerOptions.builder().authKey(KEY).handshakeTimeout(Duration.ofMinutes(5)).build();
      try (Listener listener = Connections.listener(loopback(0), options)) {
        System.out.write(((InetSocketAddress) listener.address()).getPort() >>> 8);
        System.out.write(((InetSocketAddress) listener.address()).getPort());
        System.out.flush();
        serve(listener); // everything is loaded and open then
        ArrayDeque<FileInputStream> held = new ArrayDeque<>();
        exhaust(held);
        for (int i = 0; i < Integer.parseInt(free[0]); i++) {
          held.remove().close();
        }
        System.out.write(1);
        System.out.flush();
        while (true) {
          serve(listener);
        }
      }
    }

    private static void exhaust(ArrayDeque<FileInputStream> held) {
      try {
        while (true) {
          held.add(new FileInputStream("/dev/null"));
        }
      } catch (IOException e) {
        return; // that was the last
      }
    }

    private static void serve(Listener listener) throws IOException {
      while (true) {
        try (Connection client = listener.accept()) {
          client.sendBytes(client.recvBytes());
          return;
        } catch (io.multiprocessing.api.AuthenticationException e) {
          continue; // a silent one was turned away
        }
      }
    }
  }

  private static void assertServed(InetSocketAddress address) throws IOException {
    ClientOptions options = ClientOptions.builder().authKey(KEY).connectTimeout(LONG).build();
    try (Connection client = Connections.client(address, options)) {
      client.sendBytes(new byte[] {42});
      assertThat(client.recvBytes()).containsExactly(42);
    }
  }

  @Test
  void silentPeersThatHoldTheLastDescriptorsKeepNobodyOut() throws Exception {
    assumeThat(Files.exists(Path.of("/dev/null"))).as("a Unix system, whose shell limits descriptors").isTrue();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process server =
        new ProcessBuilder(
                "sh", "-c", "ulimit -n 256; exec \"$@\"", "sh", java, "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("java.class.path"), Server.class.getName(), FREE_DESCRIPTORS)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<RawPeer> silent = new ArrayList<>();
    try {
      InetSocketAddress address = loopback(server.getInputStream().read() << 8 | server.getInputStream().read());
      assertServed(address);
      assertThat(server.getInputStream().read()).isEqualTo(1);
      for (int i = 0; i < 20; i++) {
        silent.add(new RawPeer(address));
      }
      assertServed(address);
      silent.get(0).awaitEnd(); // it was the first to give way
    } finally {
      server.destroyForcibly().waitFor();
      for (RawPeer peer : silent) {
        peer.close();
      }
    }
  }
}
