package io.multiprocessing.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.queue.InterProcessQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The example of "Programming guidelines" that deadlocks in Python: here an element is in the queue when it was put.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JoiningProcessesThatUseQueuesTest {

  @Test
  void theExampleThatDeadlocksInPythonDoesNotHere() throws Exception {
    InterProcessQueue<String> queue = Multiprocessing.get().queue();
    ChildProcess process = Multiprocessing.get().process(() -> queue.put("X".repeat(1_000_000)));
    process.start();
    process.join(); // "this deadlocks", says the reference page
    String element = queue.take();
    assertThat(element).isEqualTo("X".repeat(1_000_000));
    queue.unlink();
  }
}
