package io.multiprocessing.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteBiFunction;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.queue.InterProcessQueue;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * "How to use queues to feed tasks to a collection of worker processes and collect the results", from the end of the
 * page.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QueuesToWorkerProcessesTest {

  private static final int NUMBER_OF_PROCESSES = 4;
  private static final String STOP = "STOP";

  record Task(String name, RemoteBiFunction<Integer, Integer, Integer> function, int a, int b)
      implements Serializable {}

  /** Run by worker processes. */
  static void work(InterProcessQueue<Object> input, InterProcessQueue<String> output) throws Exception {
    for (Object next = input.take(); !next.equals(STOP); next = input.take()) {
      output.put(calculate((Task) next));
    }
  }

  static String calculate(Task task) throws Exception {
    int result = task.function().apply(task.a(), task.b());
    return String.format(
        "%s says that %s(%d, %d) = %d",
        Multiprocessing.currentProcess().name(), task.name(), task.a(), task.b(), result);
  }

  // Referred to by tasks.

  static int mul(int a, int b) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(50));
    return a * b;
  }

  static int plus(int a, int b) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(50));
    return a + b;
  }

  static void run(PrintStream out) throws Exception {
    List<Task> tasks1 = IntStream.range(0, 20)
        .mapToObj(i -> new Task("mul", QueuesToWorkerProcessesTest::mul, i, 7)).toList();
    List<Task> tasks2 = IntStream.range(0, 10)
        .mapToObj(i -> new Task("plus", QueuesToWorkerProcessesTest::plus, i, 8)).toList();

    InterProcessQueue<Object> taskQueue = Multiprocessing.get().queue();
    InterProcessQueue<String> doneQueue = Multiprocessing.get().queue();

    for (Task task : tasks1) {
      taskQueue.put(task);
    }

    List<ChildProcess> processes = new ArrayList<>();
    for (int i = 0; i < NUMBER_OF_PROCESSES; i++) {
      ChildProcess process = Multiprocessing.get().process("worker-" + i, () -> work(taskQueue, doneQueue));
      process.start();
      processes.add(process);
    }

    out.println("Unordered results:");
    for (int i = 0; i < tasks1.size(); i++) {
      out.println("\t" + doneQueue.take());
    }

    // More tasks, by another method.
    for (Task task : tasks2) {
      taskQueue.offer(task);
    }
    for (int i = 0; i < tasks2.size(); i++) {
      out.println("\t" + doneQueue.take());
    }

    // The children are told to stop.
    for (int i = 0; i < NUMBER_OF_PROCESSES; i++) {
      taskQueue.put(STOP);
    }
    for (ChildProcess process : processes) {
      process.join();
    }
    taskQueue.unlink();
    doneQueue.unlink();
  }

  @Test
  void printsWhatTheReferencePageSays() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    run(new PrintStream(printed, true, StandardCharsets.UTF_8));
    List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines.get(0)).isEqualTo("Unordered results:");
    assertThat(lines.subList(1, lines.size())).allMatch(line -> line.matches("\tworker-[0-3] says that .*"));
    List<String> results = lines.stream().skip(1).map(line -> line.replaceFirst(".* says that ", "")).toList();
    assertThat(results.subList(0, 20)).containsExactlyInAnyOrderElementsOf(
        IntStream.range(0, 20).mapToObj(i -> "mul(" + i + ", 7) = " + 7 * i).toList());
    assertThat(results.subList(20, 30)).containsExactlyInAnyOrderElementsOf(
        IntStream.range(0, 10).mapToObj(i -> "plus(" + i + ", 8) = " + (i + 8)).toList());
  }
}
