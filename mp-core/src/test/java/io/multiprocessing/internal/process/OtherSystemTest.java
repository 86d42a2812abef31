package io.multiprocessing.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.Connections;
import io.multiprocessing.Multiprocessing;
import io.multiprocessing.connection.Connection;
import io.multiprocessing.connection.Listener;
import io.multiprocessing.connection.Pipe;
import io.multiprocessing.internal.memory.Host;
import io.multiprocessing.internal.memory.SharedDirectory;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.pool.WorkerDiedException;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.StartMethod;
import io.multiprocessing.queue.InterProcessQueue;
import io.multiprocessing.sync.InterProcessLock;
import io.multiprocessing.testing.NoUnixSockets;
import io.multiprocessing.testing.TestJvm;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A tree of processes that takes this for a system that isn't Linux: no futexes, no {@code /proc}, no file system in
 * memory, no Unix domain sockets. Everything works, and nothing is left.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("serial") // the lambdas use members that only tests see
class OtherSystemTest {

  /**
   * What the JDK takes for a kind of macOS where it starts processes, and for no system it knows where it opens
   * sockets.
   */
  private static final String SYSTEM = "-Dos.name=Other OS X";
  private static final String PORTABLE = "-D" + Host.PORTABLE_PROPERTY + "=true";

  @TempDir Path folder;

  @Test
  void everythingWorksWithoutWhatOnlyLinuxHas() throws Exception {
    try (TestJvm parent =
        TestJvm.start(
            OtherSystemTest.class,
            List.of(
                SYSTEM, PORTABLE, NoUnixSockets.EXPORT,
                "-Djava.nio.channels.spi.SelectorProvider=" + NoUnixSockets.class.getName(),
                "-Dmultiprocessing.run-directory=" + folder),
            Map.of())) {
      assertThat(parent.awaitExit()).as(parent.output()).isZero();
      assertThat(parent.output().lines().filter(line -> !line.startsWith("err: ")))
          .contains(
              "processes HandleTable", "waits portable", "memory " + folder, "killed -9", "spawned, locked and queued",
              "forkserver 0", "pipe [1, 2]", "listener on a port", "pool 1 exit code 3 2");
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  public static void main(String[] arguments) throws Exception {
    System.out.println("processes " + Host.processes().getClass().getSimpleName());
    System.out.println("memory " + SharedDirectory.current().path().getParent());
    LaunchOptions other = LaunchOptions.builder().jvmArguments(SYSTEM, PORTABLE).build();
    Multiprocessing context = Multiprocessing.get().with(other);
    InterProcessLock lock = context.lock();
    InterProcessQueue<String> queue = context.queue();
    lock.lock();
    ChildProcess child =
        context.process(
            () -> {
              queue.put("up");
              lock.lock();
              queue.put("spawned, locked and queued");
              lock.unlock();
            });
    child.start();
    queue.take();
    ChildProcess killed = context.process(() -> queue.poll(Duration.ofMinutes(5)));
    killed.start();
    killed.kill();
    killed.join();
    System.out.println("killed " + killed.exitCode().orElseThrow());
    lock.unlock();
    System.out.println(queue.take());
    child.join();
    System.out.println("waits " + Host.waitKind());

    ChildProcess forkserver = Multiprocessing.get(StartMethod.FORKSERVER).with(other).process(() -> {});
    forkserver.start();
    forkserver.join();
    System.out.println("forkserver " + forkserver.exitCode().orElseThrow());
    pipe(context);
    listener();
    pool(context);
  }

  private static void pipe(Multiprocessing context) throws Exception {
    try (Pipe pipe = context.pipe()) {
      Connection theirs = pipe.second();
      ChildProcess child = context.process(() -> theirs.send(List.of(1, theirs.<Integer>recv())));
      child.start();
      pipe.first().send(2);
      System.out.println("pipe " + pipe.first().recv());
      child.join();
    }
  }

  private static void listener() throws Exception {
    try (Listener listener = Connections.listener()) {
      FutureTask<Connection> accepting = new FutureTask<>(listener::accept);
      new Thread(accepting, "accepting").start();
      try (Connection client = Connections.client(listener.address()); Connection server = accepting.get()) {
        client.send("on a port");
        boolean port = listener.address() instanceof InetSocketAddress;
        System.out.println("listener " + (port ? server.recv() : listener.address()));
      }
    }
  }

  private static void pool(Multiprocessing context) throws IOException, InterruptedException {
    try (Pool pool = context.pool(PoolConfig.builder().processes(1).build())) {
      int before = pool.apply(() -> 1);
      String end = "none";
      try {
        pool.run(() -> Runtime.getRuntime().halt(3));
      } catch (WorkerDiedException e) {
        end = e.death().status().toString();
      }
      System.out.println("pool " + before + " " + end + " " + pool.<Integer>apply(() -> 2));
    }
  }
}
