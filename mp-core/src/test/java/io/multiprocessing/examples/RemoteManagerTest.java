package io.multiprocessing.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.connection.Pipe;
import io.multiprocessing.manager.BaseManager;
import io.multiprocessing.manager.ManagedType;
import io.multiprocessing.manager.ManagerConfig;
import io.multiprocessing.manager.ManagerServer;
import io.multiprocessing.process.AuthKey;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.queue.InterProcessQueue;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** "Using a remote manager": a queue that three processes use through TCP. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RemoteManagerTest {

  private static final AuthKey KEY = AuthKey.of("abracadabra".getBytes(StandardCharsets.UTF_8));

  /** Of a client. */
  static final class QueueManager extends BaseManager {

    static final ManagedType<BlockingQueue<String>> GET_QUEUE = ManagedType.named("get_queue", BlockingQueue.class);

    QueueManager(SocketAddress address) {
      this(address, GET_QUEUE);
    }

    QueueManager(SocketAddress address, ManagedType<?> type) {
      super(Multiprocessing.get(), ManagerConfig.builder().address(address).authKey(KEY).build(), type);
    }

    BlockingQueue<String> queue() {
      return create(GET_QUEUE);
    }
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  record Server(Pipe started) implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      BlockingQueue<String> queue = new LinkedBlockingQueue<>();
      ManagedType<BlockingQueue<String>> type = ManagedType.of("get_queue", BlockingQueue.class, () -> queue);
      try (QueueManager manager = new QueueManager(anyPort(), type)) {
        ManagerServer server = manager.server();
        started.second().send(server.address());
        server.serveForever();
      }
    }
  }

  record Putter(SocketAddress address) implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      try (QueueManager manager = new QueueManager(address)) {
        manager.connect();
        manager.queue().put("hello");
      }
    }
  }

  @Test
  void aQueueIsSharedByAServerAndTwoClients() throws Exception {
    Pipe started = Multiprocessing.get().pipe(false);
    ChildProcess server = Multiprocessing.get().process(new Server(started));
    server.setDaemon(true);
    server.start();
    SocketAddress address = started.first().recv();
    ChildProcess putter = Multiprocessing.get().process(new Putter(address));
    putter.start();
    try (QueueManager manager = new QueueManager(address)) {
      manager.connect();
      BlockingQueue<String> queue = manager.queue();
      assertThat(queue.take()).isEqualTo("hello"); // waits for the other client
      assertThat(queue.poll(1, TimeUnit.MILLISECONDS)).isNull();
      queue.addAll(List.of("a", "b", "c"));
      assertThat(queue).containsExactly("a", "b", "c"); // one round trip
      List<String> drained = new ArrayList<>();
      assertThat(queue.drainTo(drained, 2)).isEqualTo(2);
      assertThat(drained).containsExactly("a", "b");
      assertThat(queue.size()).isEqualTo(1);
    }
    putter.join();
    assertThat(putter.exitCode()).hasValue(0);
    server.kill();
    server.join();
    started.close();
  }

  record Worker(InterProcessQueue<String> queue) implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      queue.put("local hello");
    }
  }

  @Test
  void localProcessesUseTheSameQueue() throws Exception {
    InterProcessQueue<String> queue = Multiprocessing.get().queue();
    ChildProcess worker = Multiprocessing.get().process(new Worker(queue));
    worker.start();
    ManagedType<InterProcessQueue<String>> type = ManagedType.of("get_queue", InterProcessQueue.class, () -> queue);
    try (QueueManager manager = new QueueManager(anyPort(), type)) {
      manager.server();
      try (QueueManager client = new QueueManager(manager.address())) {
        client.connect();
        assertThat(client.create(type).take()).isEqualTo("local hello");
      }
    }
    worker.join();
    queue.unlink();
  }
}
