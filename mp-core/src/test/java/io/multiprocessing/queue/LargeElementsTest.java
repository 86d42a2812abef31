package io.multiprocessing.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.api.SharedObjectException;
import io.multiprocessing.internal.memory.SharedDirectory;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.testing.Small;
import io.multiprocessing.testing.TestJvm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Elements of many megabytes, queues that grow, and shared memory that runs out. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LargeElementsTest {

  private static final int MEBI = 1024 * 1024;

  private final Multiprocessing multiprocessing = Small.processes();

  private static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private record Echo(InterProcessQueue<Object> in, InterProcessQueue<Object> out) implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      for (Object next = in.take(); !next.equals("STOP"); next = in.take()) {
        out.put(next);
      }
    }
  }

  @Test
  void elementsOfAllSizesComeBackAsTheyWere() throws Exception {
    InterProcessQueue<Object> there = multiprocessing.queue();
    InterProcessQueue<Object> back = multiprocessing.queue(1);
    ChildProcess child = multiprocessing.process(new Echo(there, back));
    child.start();
    int[] lengths = {0, 1, 32 * 1024 - 1, 32 * 1024, MEBI, 16 * MEBI, 17 * MEBI - 1, 17 * MEBI, 40 * MEBI};
    for (int length : lengths) {
      there.put(pattern(length));
    }
    for (int length : lengths) {
      assertThat((byte[]) back.take()).isEqualTo(pattern(length));
    }
    ByteBuffer direct = ByteBuffer.allocateDirect(6 * MEBI);
    direct.put(pattern(6 * MEBI)).flip();
    there.put(List.of(pattern(100_000), direct, "middle", ByteBuffer.wrap(pattern(5 * MEBI))));
    List<?> parts = (List<?>) back.take();
    assertThat((byte[]) parts.get(0)).isEqualTo(pattern(100_000));
    assertThat((ByteBuffer) parts.get(1)).isEqualTo(direct);
    assertThat(parts.get(2)).isEqualTo("middle");
    assertThat((ByteBuffer) parts.get(3)).isEqualTo(ByteBuffer.wrap(pattern(5 * MEBI)));
    there.put("STOP");
    child.join();
    there.unlink();
    back.unlink();
  }

  @Test
  void memoryIsGivenBackAsElementsAreTakenThoughNothingIsCollected() throws Exception {
    InterProcessQueue<byte[]> queue = multiprocessing.queue();
    byte[] element = pattern(18 * MEBI);
    byte[] smaller = pattern(3 * MEBI);
    long before = usedSpace();
    for (int i = 0; i < 40; i++) {
      queue.put(element);
      for (int j = 0; j < 10; j++) {
        queue.put(smaller); // more than a ring
      }
      for (int j = 0; j < 11; j++) {
        queue.take();
      }
    }
    // 2 GB have gone through: one ring of 16 MiB remains, and what other tests of this machine do.
    assertThat(usedSpace() - before).isLessThan(600L * MEBI);
    queue.close();
  }

  private static long usedSpace() throws IOException {
    var store = Files.getFileStore(SharedDirectory.current().path());
    return store.getTotalSpace() - store.getUnallocatedSpace();
  }

  @Test
  void aQueueThatGrowsUnderLoadKeepsOrder() throws Exception {
    InterProcessQueue<byte[]> queue = multiprocessing.queue();
    int count = 3_000;
    ChildProcess child = multiprocessing.process(new Growing(queue, count));
    child.start();
    for (int i = 0; i < count; i++) {
      ByteBuffer taken = ByteBuffer.wrap(queue.take());
      assertThat(taken.getInt()).isEqualTo(i);
    }
    child.join();
    assertThat(child.exitCode()).hasValue(0);
    queue.unlink();
  }

  private record Growing(InterProcessQueue<byte[]> queue, int count) implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      Random random = new Random(1);
      for (int i = 0; i < count; i++) {
        byte[] element = new byte[4 + random.nextInt(i % 100 == 0 ? 20 * MEBI : 60_000)];
        ByteBuffer.wrap(element).putInt(i);
        queue.put(element);
      }
    }
  }

  @Test
  void fullSharedMemoryIsAnErrorOfPutAndNothingIsLost(@TempDir Path folder) throws Exception {
    assumeThat(mount(folder, "6m")).as("a small tmpfs can be mounted").isTrue();
    try (TestJvm jvm = TestJvm.start(
        FullMemory.class, List.of("-Dmultiprocessing.shared-directory=" + folder), Map.of())) {
      assertThat(jvm.awaitExit()).as(jvm.output()).isZero();
      assertThat(jvm.awaitLine("refused ", 1)).contains("shared memory can't be had");
      assertThat(jvm.awaitLine("refused ", 2)).contains("shared memory can't be had");
      try (Stream<Path> left = Files.list(folder)) {
        assertThat(left).isEmpty();
      }
    } finally {
      new ProcessBuilder("umount", folder.toString()).inheritIO().start().waitFor(10, TimeUnit.SECONDS);
    }
  }

  private static boolean mount(Path folder, String size) throws IOException, InterruptedException {
    Process mount =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", folder.toString())
            .redirectErrorStream(true).start();
    mount.getInputStream().readAllBytes();
    return mount.waitFor(10, TimeUnit.SECONDS) && mount.exitValue() == 0;
  }

  /** Fills its shared memory, twice. */
  static final class FullMemory {

    public static void main(String[] arguments) throws Exception {
      InterProcessQueue<byte[]> queue = Multiprocessing.get().queue();
      for (int round = 0; round < 2; round++) {
        int put = 0;
        try {
          while (true) {
            queue.put(element(put, 50_000));
            put++;
          }
        } catch (SharedObjectException e) {
          System.out.println("refused " + e.getMessage());
        }
        int small = put;
        while (queue.offer(element(small, 10)) && small < put + 10) {
          small++;
        }
        for (int i = 0; i <= small; i++) {
          if (ByteBuffer.wrap(queue.take()).getInt() != i) {
            throw new AssertionError("element=" + i);
          }
        }
        if (put < 20 || !queue.isEmpty()) {
          throw new AssertionError("put=" + put + ", left=" + queue.size());
        }
        try {
          queue.put(new byte[7 * MEBI]);
          throw new AssertionError("a large element fitted");
        } catch (SharedObjectException e) {
          System.out.println("large " + e.getMessage());
        }
      }
    }

    private static byte[] element(int number, int length) {
      byte[] element = new byte[length];
      ByteBuffer.wrap(element).putInt(number);
      return element;
    }
  }

  @Test
  void anElementForWhoseRingThereIsNoMemoryFitsAllTheSame(@TempDir Path folder) throws Exception {
    assumeThat(mount(folder, "24m")).as("a small tmpfs can be mounted").isTrue();
    try (TestJvm jvm = TestJvm.start(
        LittleMemory.class, List.of("-Dmultiprocessing.shared-directory=" + folder), Map.of())) {
      assertThat(jvm.awaitExit()).as(jvm.output()).isZero();
      try (Stream<Path> left = Files.list(folder)) {
        assertThat(left).isEmpty();
      }
    } finally {
      new ProcessBuilder("umount", folder.toString()).inheritIO().start().waitFor(10, TimeUnit.SECONDS);
    }
  }

  /** Puts an element whose ring would have 64 MiB, and one whose ring would have 8, which is too much beside it. */
  static final class LittleMemory {

    public static void main(String[] arguments) throws Exception {
      InterProcessQueue<byte[]> queue = Multiprocessing.get().queue();
      byte[] first = pattern(16 * MEBI + MEBI / 2);
      byte[] second = pattern(3 * MEBI);
      queue.put(first);
      queue.put(second);
      queue.put(new byte[] {3});
      if (!Arrays.equals(queue.take(), first) || !Arrays.equals(queue.take(), second) || queue.take()[0] != 3) {
        throw new AssertionError("not what was put");
      }
      queue.close();
    }
  }
}
