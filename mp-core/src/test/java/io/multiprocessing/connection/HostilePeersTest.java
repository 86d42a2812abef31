package io.multiprocessing.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.Connections;
import io.multiprocessing.api.AuthenticationException;
import io.multiprocessing.process.AuthKey;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that don't hold the key cost little, learn nothing, and keep nobody else out. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostilePeersTest {

  private static final AuthKey KEY = AuthKey.of("secret password".getBytes(StandardCharsets.US_ASCII));
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration HASTY = Duration.ofMillis(300);

  @TempDir Path folder;

  private static SocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static Listener hasty() throws IOException {
    return Connections.listener(loopback(), ListenerOptions.builder().authKey(KEY).handshakeTimeout(HASTY).build());
  }

  /** The next client that proved the key, however many failed before it. */
  private static Connection acceptGood(Listener listener) throws IOException {
    while (true) {
      try {
        return listener.accept();
      } catch (AuthenticationException e) {
        assertThat(e).hasMessageContaining("did not prove the key");
      }
    }
  }

  private static void assertServesAGoodClient(Listener listener) throws IOException {
    try (Connection client = Connections.client(listener.address(), KEY);
        Connection server = acceptGood(listener)) {
      client.sendBytes(new byte[] {42});
      assertThat(server.recvBytes()).containsExactly(42);
    }
  }

  @Test
  void aPeerThatSaysNothingIsHungUpOnAtTheDeadline() throws Exception {
    try (Listener listener = hasty(); RawPeer silent = new RawPeer(listener.address())) {
      assertThatThrownBy(listener::accept)
          .isInstanceOf(AuthenticationException.class)
          .hasMessageContaining("not do so in time: handshakeTimeout=PT0.3S");
      silent.awaitEnd();
      assertServesAGoodClient(listener);
    }
  }

  @Test
  void aPeerThatSaysNothingHoldsUpNobody() throws Exception {
    try (Listener listener = Connections.listener(loopback(), KEY);
        RawPeer silent = new RawPeer(listener.address())) {
      silent.frame();
      assertServesAGoodClient(listener);
    }
  }

  @Test
  void slowDripDoesNotStretchTheDeadline() throws Exception {
    try (Listener listener = hasty(); RawPeer dripping = new RawPeer(listener.address())) {
      long start = System.nanoTime();
      dripping.frame();
      dripping.write(ByteBuffer.allocate(4).putInt(250).array());
      await()
          .pollInterval(Duration.ofMillis(20))
          .atMost(LONG)
          .until(() -> catchThrowable(() -> dripping.write((byte) 1)) != null);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      assertThatThrownBy(listener::accept).hasMessageContaining("not do so in time");
      assertServesAGoodClient(listener);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {257, 1 << 20, Integer.MAX_VALUE, -1, -2, Integer.MIN_VALUE})
  void aLengthThatNoHandshakeHasEndsTheConnectionAtOnce(int length) throws Exception {
    try (Listener listener = Connections.listener(loopback(), KEY);
        RawPeer liar = new RawPeer(listener.address())) {
      liar.frame();
      liar.write(ByteBuffer.allocate(4).putInt(length).array());
      if (length == -1) {
        liar.write(ByteBuffer.allocate(8).putLong(1L << 40).array());
      }
      assertThatThrownBy(listener::accept)
          .isInstanceOf(AuthenticationException.class)
          .hasMessageContaining("bad message length");
      liar.awaitEnd();
      assertServesAGoodClient(listener);
    }
  }

  @Test
  void whoHangsUpAtAnyByteIsAFailureOfAccept() throws Exception {
    byte[] part = ByteBuffer.allocate(4 + 30).putInt(40).array();
    try (Listener listener = Connections.listener(loopback(), KEY)) {
      for (int length = 0; length <= part.length; length++) {
        try (RawPeer peer = new RawPeer(listener.address())) {
          for (int i = 0; i < length; i++) {
            peer.write(part[i]);
          }
        }
        assertThatThrownBy(listener::accept)
            .isInstanceOf(AuthenticationException.class)
            .hasMessageContaining("broke off");
      }
      assertServesAGoodClient(listener);
    }
  }

  @Test
  void aPeerThatOnlyEchoesOurOwnMessagesIsRefused() throws Exception {
    try (Listener listener = Connections.listener(loopback(), KEY);
        RawPeer mirror = new RawPeer(listener.address())) {
      mirror.frame(mirror.frame());
      assertThat(new String(mirror.frame(), StandardCharsets.US_ASCII)).isEqualTo("#FAILURE#");
      mirror.awaitEnd();
      assertThatThrownBy(listener::accept).hasMessageContaining("digest received was wrong");
    }
  }

  @Test
  void aWelcomeInPlaceOfAReplyIsRefused() throws Exception {
    try (Listener listener = Connections.listener(loopback(), KEY);
        RawPeer peer = new RawPeer(listener.address())) {
      peer.frame();
      peer.frame("#WELCOME#".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(peer.frame(), StandardCharsets.US_ASCII)).isEqualTo("#FAILURE#");
      peer.awaitEnd();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aThousandIdleConnectionsCostABoundedNumberOfDescriptorsThreadsAndBytes(boolean unix) throws Exception {
    SocketAddress address = unix ? UnixDomainSocketAddress.of(folder.resolve("socket")) : loopback();
    List<RawPeer> idle = new ArrayList<>();
    Resources before = Resources.now();
    try (Listener listener = Connections.listener(address, KEY)) {
      Resources listening = Resources.now();
      long heapBefore = usedHeap();
      long start = System.nanoTime();
      for (int i = 0; i < 1000; i++) {
        RawPeer peer = new RawPeer(listener.address());
        idle.add(peer);
      }
      for (RawPeer evicted : idle.subList(0, 1000 - 64)) {
        evicted.awaitEnd(); // they gave way to those behind them
      }
      assertServesAGoodClient(listener);
      long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
      Resources now = Resources.now();
      long heapAfter = usedHeap();
      System.out.println(
          "HostilePeersTest idle=1000 unix=" + unix + " millis=" + millis + " heapGrownKiB="
              + (heapAfter - heapBefore) / 1024 + " before=" + listening + " now=" + now);
      assertThat(now.threads()).isEqualTo(listening.threads());
      assertThat(now.descriptors() - listening.descriptors()).isLessThan(1000 + 64 + 32); // the test's own ends, and 64
      assertThat(heapAfter - heapBefore).isLessThan(8L << 20);
    } finally {
      for (RawPeer peer : idle) {
        peer.close();
      }
    }
    Resources.awaitNoMoreThan(before);
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Test
  void failuresThatNobodyAsksForAreForgottenButNoGoodClientIs() throws Exception {
    ListenerOptions options = ListenerOptions.builder().authKey(KEY).backlog(5).build();
    try (Listener listener = Connections.listener(loopback(), options);
        Connection client = Connections.client(listener.address(), KEY)) {
      for (int i = 0; i < 200; i++) {
        try (RawPeer peer = new RawPeer(listener.address())) {
          peer.frame();
          peer.frame((byte) 1);
          peer.awaitEnd();
        }
      }
      listener.accept().close();
      for (int i = 0; i < 64; i++) {
        assertThatThrownBy(listener::accept).isInstanceOf(AuthenticationException.class);
      }
      try (Connection second = Connections.client(listener.address(), KEY)) {
        listener.accept().close(); // not one more failure was kept
        assertThat(second.isClosed()).isFalse();
      }
      assertThat(client.isClosed()).isFalse();
    }
  }

  @Test
  void anIdleListenerUsesNoProcessor() throws Exception {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    try (Listener listener = Connections.listener(loopback(), KEY);
        RawPeer silent = new RawPeer(listener.address())) {
      silent.frame();
      long id = acceptorThread(threads);
      long before = threads.getThreadCpuTime(id);
      long until = System.nanoTime() + Duration.ofMillis(500).toNanos();
      await().pollInterval(Duration.ofMillis(50)).until(() -> System.nanoTime() - until > 0);
      assertThat(Duration.ofNanos(threads.getThreadCpuTime(id) - before)).isLessThan(Duration.ofMillis(50));
    }
  }

  @Test
  void aStrayInterruptDoesNotDisturbTheListener() throws Exception {
    try (Listener listener = Connections.listener(loopback(), KEY)) {
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (thread.getName().equals("multiprocessing-listener")) {
          thread.interrupt();
        }
      }
      assertServesAGoodClient(listener);
    }
  }

  private static long acceptorThread(ThreadMXBean threads) {
    for (ThreadInfo info : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (info != null && info.getThreadName().equals("multiprocessing-listener")) {
        return info.getThreadId();
      }
    }
    throw new AssertionError("no thread of the listener");
  }
}
