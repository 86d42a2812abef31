package io.multiprocessing.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.process.StartMethod;
import io.multiprocessing.queue.InterProcessQueue;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The queues of the sections "Contexts and start methods" and "Exchanging objects between processes". */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExchangingObjectsTest {

  static void exchange(PrintStream out) throws InterruptedException {
    InterProcessQueue<List<Object>> queue = Multiprocessing.get().queue();
    ChildProcess process = Multiprocessing.get().process(() -> queue.put(Arrays.asList(42, null, "hello")));
    process.start();
    out.println(queue.take()); // [42, null, hello]
    process.join();
    queue.unlink();
  }

  static void hello(PrintStream out) throws InterruptedException {
    Multiprocessing context = Multiprocessing.get(StartMethod.SPAWN);
    InterProcessQueue<String> queue = context.queue();
    ChildProcess process = context.process(() -> queue.put("hello"));
    process.start();
    out.println(queue.take());
    process.join();
    queue.unlink();
  }

  @Test
  void printsWhatTheReferencePageSays() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    exchange(out);
    hello(out);
    assertThat(printed.toString(StandardCharsets.UTF_8).lines()).containsExactly("[42, null, hello]", "hello");
  }
}
