package io.multiprocessing.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.memory.SegmentKind;
import io.multiprocessing.internal.memory.SharedDirectory;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many queues come and go, by every way there is: no file, memory, thread or descriptor stays. The system property
 * {@code multiprocessing.test.leak-queues} sets how many.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QueueLeakTest {

  private static final int REPETITIONS = Math.max(100, Integer.getInteger("multiprocessing.test.leak-queues", 100));

  /**
   * A few queues' worth, and what other programs of this machine do meanwhile; they take 1.3 GB if none is given back.
   */
  private static final long MEMORY_BOUND = 800L << 20;

  private static Set<String> files() throws IOException {
    try (Stream<Path> files = Files.list(SharedDirectory.current().path())) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  private static long usedMemory() throws IOException {
    FileStore store = Files.getFileStore(SharedDirectory.current().path());
    return store.getTotalSpace() - store.getUnallocatedSpace();
  }

  private static long descriptors() throws IOException {
    Path folder = Path.of("/proc/self/fd");
    if (!Files.exists(folder)) {
      return 0;
    }
    try (Stream<Path> descriptors = Files.list(folder)) {
      return descriptors.count();
    }
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> !name.startsWith("awaitility") && !name.startsWith("multiprocessing-load"))
        .count();
  }

  private static void use(InterProcessQueue<Object> queue) throws InterruptedException {
    queue.poll(Duration.ofMillis(1)); // sleeps
    for (int i = 0; i < 3; i++) {
      queue.put("small");
      queue.put(new byte[200_000]); // a new ring
      queue.put(new byte[i == 0 ? 18_000_000 : 10]); // a file of its own
    }
    queue.take();
    queue.take();
    queue.take();
  }

  @Test
  void nothingStaysOfManyQueues() throws Exception {
    InterProcessQueue<Object> carrier = Multiprocessing.get().queue();
    use(Multiprocessing.get().queue());
    Segment.create(SegmentKind.LOCK, 8).release();
    Set<String> filesBefore = files();
    long memoryBefore = usedMemory();
    long descriptorsBefore = descriptors();
    long threadsBefore = threads();
    for (int i = 0; i < REPETITIONS; i++) {
      InterProcessQueue<Object> queue = Multiprocessing.get().queue();
      if (i % 4 != 0) {
        use(queue);
      }
      if (i % 2 == 0) {
        queue.close(); // it was never sent
      } else {
        carrier.put(queue);
        Object view = carrier.take();
        queue.close();
        queue.unlink();
        assertThat(view).isInstanceOf(InterProcessQueue.class);
      }
    }
    Set<String> left = files();
    left.removeAll(filesBefore);
    assertThat(left).isEmpty();
    assertThat(usedMemory() - memoryBefore).isLessThan(MEMORY_BOUND);
    assertThat(threads()).isLessThanOrEqualTo(threadsBefore);
    assertThat(descriptors()).isLessThanOrEqualTo(descriptorsBefore + 2);
    carrier.unlink();
  }

  @Test
  void whatIsNeverClosedGoesWithTheCollector() throws Exception {
    Set<String> before = files();
    for (int i = 0; i < 3; i++) {
      use(Multiprocessing.get().queue());
    }
    await().atMost(30, TimeUnit.SECONDS).until(() -> {
      System.gc();
      return before.containsAll(files());
    });
  }
}
