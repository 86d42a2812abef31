package io.multiprocessing.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.api.AuthenticationException;
import io.multiprocessing.internal.protocol.FrameDescriptor;
import io.multiprocessing.internal.protocol.FrameKind;
import io.multiprocessing.internal.protocol.Handshake;
import io.multiprocessing.serialization.EncodedMessage;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hostile peers of a live server: each is turned away, bounded in threads and memory, and children still get in. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ControlServerTest {

  private static final byte[] KEY = {1, 2, 3};
  private static final long LAUNCH = 17;
  private static final Duration LIMIT = Duration.ofSeconds(8); // less than a handshake may take

  @TempDir Path folder;
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private final BlockingQueue<FrameChannel> connected = new LinkedBlockingQueue<>();
  private final List<SocketChannel> peers = new ArrayList<>();
  private ControlServer server;

  @BeforeEach
  void listen() throws IOException {
    server = new ControlServer(ControlAddress.bindUnix(folder.resolve("control")), KEY, timer);
    server.expect(LAUNCH, (role, channel) -> connected.add(channel));
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    timer.shutdownNow();
    for (SocketChannel peer : peers) {
      peer.close();
    }
    for (FrameChannel channel : connected) {
      channel.close();
    }
  }

  private SocketChannel peer() throws IOException {
    SocketChannel peer = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("control")));
    peers.add(peer);
    return peer;
  }

  private void assertAChildGetsIn() throws Exception {
    long start = System.nanoTime();
    try (FrameChannel child = ChildConnector.connect(server.address(), KEY, LAUNCH, ChannelRole.DATA)) {
      try (FrameChannel parent = connected.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        assertThat(parent).as("the parent's end").isNotNull();
        parent.send(FrameKind.STOP, 3, new EncodedMessage(ByteBuffer.allocate(0), List.of()));
        assertThat(child.receive().sequence()).isEqualTo(3);
      }
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
  }

  private static void assertTurnedAway(SocketChannel peer) {
    await("turned away").atMost(Duration.ofSeconds(15)).until(() -> {
      try {
        return peer.read(ByteBuffer.allocate(512)) < 0;
      } catch (IOException e) {
        return true; // reset, because the server had not read everything
      }
    });
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream().filter(t -> t.getName().contains("handshake")).count();
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  @Test
  void letsAChildInAndHandsItsChannelOver() throws Exception {
    assertAChildGetsIn();
  }

  @Test
  void worksOverTheLoopbackAddressToo() throws Exception {
    try (ControlServer loopback = new ControlServer(ControlAddress.bindLoopback(), KEY, timer)) {
      assertThat(loopback.address()).startsWith("tcp:");
      loopback.expect(LAUNCH, (role, channel) -> connected.add(channel));
      try (FrameChannel child = ChildConnector.connect(loopback.address(), KEY, LAUNCH, ChannelRole.CONTROL)) {
        assertThat(connected.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isNotNull();
        assertThat(child).isNotNull();
      }
    }
  }

  @Test
  void turnsAwayAPeerWithAnotherKey() {
    assertThatThrownBy(() -> ChildConnector.connect(server.address(), new byte[] {9}, LAUNCH, ChannelRole.DATA))
        .isInstanceOf(AuthenticationException.class);
    assertThat(connected).isEmpty();
  }

  @Test
  void turnsAwayAChildOfNoLaunchWithoutKeepingAnythingOfIt() throws Exception {
    assertAChildGetsIn();
    long before = descriptors();
    for (int i = 0; i < 20; i++) {
      try (FrameChannel late = ChildConnector.connect(server.address(), KEY, 99, ChannelRole.DATA)) {
        assertThat(late.receive()).as("the end of the stream").isNull();
      }
    }

    await().atMost(LIMIT).until(() -> descriptors() <= before + 2);
    assertThat(connected).isEmpty();
  }

  @Test
  void turnsAwayWhoProvesTheKeyAndThenSaysNothingOfUse() throws Exception {
    SocketChannel garbage = peer();
    Handshake.connect(garbage, KEY);
    byte[] header = new byte[FrameDescriptor.HEADER_LENGTH];
    header[0] = 66;
    garbage.write(ByteBuffer.wrap(header));
    assertTurnedAway(garbage);

    SocketChannel wrongRole = peer();
    Handshake.connect(wrongRole, KEY);
    ByteBuffer hello = ByteBuffer.allocate(FrameDescriptor.HEADER_LENGTH + 1);
    hello.put((byte) FrameDescriptor.VERSION).put((byte) FrameKind.HELLO.code()).putShort((short) 0).putInt(1);
    hello.putLong(LAUNCH).put((byte) 7).flip();
    wrongRole.write(hello);
    assertTurnedAway(wrongRole);
    assertThat(connected).isEmpty();
  }

  @Test
  void survivesRandomBytesHugeLengthsAndHalfMessages() throws Exception {
    long seed = System.nanoTime();
    System.out.println("ControlServerTest seed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 40; i++) {
      SocketChannel peer = peer();
      ByteBuffer bytes = ByteBuffer.allocate(4 + random.nextInt(400));
      random.nextBytes(bytes.array());
      if (i % 4 == 0) {
        bytes.putInt(0, Integer.MAX_VALUE - i);
      }
      try {
        peer.write(bytes);
        if (i % 2 == 0) {
          peer.close();
        }
      } catch (IOException e) {
        assertThat(e).as("seed=%d", seed).hasMessageContaining("pipe"); // turned away already
      }
    }

    assertAChildGetsIn();
    await().atMost(LIMIT).until(() -> threads() <= 20);
  }

  @Test
  void twoHundredSilentPeersKeepNoChildOut() throws Exception {
    for (int i = 0; i < 120; i++) {
      peer();
    }
    Thread more = new Thread(() -> {
      for (int i = 0; i < 80; i++) {
        try {
          SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("control"))).close();
          SocketChannel silent = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("control")));
          synchronized (peers) {
            peers.add(silent);
          }
        } catch (IOException e) {
          return; // the server was closed
        }
      }
    });
    more.start();
    try {
      assertAChildGetsIn();
      assertThat(threads()).isLessThanOrEqualTo(128 + 1);
    } finally {
      server.close();
      more.join(LIMIT.toMillis());
    }
    assertThat(more.isAlive()).isFalse();
  }

  @Test
  void endsAPeerThatDripsByteByByteAtTheDeadline() throws Exception {
    Duration deadline = Duration.ofMillis(700);
    Path path = folder.resolve("strict");
    try (ControlServer strict = new ControlServer(ControlAddress.bindUnix(path), KEY, timer, deadline)) {
      SocketChannel drip = SocketChannel.open(UnixDomainSocketAddress.of(path));
      peers.add(drip);
      assertDrippingEndsAfter(drip, deadline);
      assertThat(strict.address()).isEqualTo(path.toString());
    }
  }

  private static void assertDrippingEndsAfter(SocketChannel drip, Duration deadline) throws IOException {
    long start = System.nanoTime();
    drip.write(ByteBuffer.wrap(new byte[] {0, 0, 0, 100}));
    await("turned away").pollInterval(Duration.ofMillis(20)).atMost(LIMIT).until(() -> {
      try {
        drip.write(ByteBuffer.wrap(new byte[] {1}));
        return false;
      } catch (IOException e) {
        return true;
      }
    });

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(deadline.minusMillis(100), deadline.multipliedBy(6));
  }

  @Test
  void closeTurnsEverybodyAway() throws Exception {
    SocketChannel silent = peer();
    await().atMost(LIMIT).until(() -> threads() >= 1);

    server.close();

    assertTurnedAway(silent);
    assertThatThrownBy(() -> ChildConnector.connect(server.address(), KEY, LAUNCH, ChannelRole.DATA))
        .isInstanceOf(IOException.class);
  }
}
