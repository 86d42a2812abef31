package io.multiprocessing.benchmarks;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.pool.LaunchSnapshot;
import io.multiprocessing.pool.LaunchSnapshot.Image;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.StartMethod;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The main class of a parent in one of the {@link Deployment} forms, which measures starts of its children. It prints
 * {@value #READY} when the image of its children is made, if there will be one. Then it answers each line {@code
 * START_METHOD NANOS MIN_SAMPLES} with the median in milliseconds, until its input ends. Its one argument, if any, is
 * the children's java executable.
 */
public final class DeployedMain {

  static final String READY = "ready";

  private static final Duration IMAGE_LIMIT = Duration.ofSeconds(60);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

  private DeployedMain() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    LaunchOptions launch =
        LaunchOptions.builder().javaExecutable(arguments.length == 0 ? null : Path.of(arguments[0])).build();
    awaitImage(launch);
    System.out.println(READY);
    ProcessWorkloads workloads = new ProcessWorkloads(launch);
    BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      String[] words = line.split(" ");
      Effort effort = new Effort(Duration.ofNanos(Long.parseLong(words[1])), Integer.parseInt(words[2]));
      System.out.println(workloads.startAndJoin(StartMethod.valueOf(words[0]), effort).get("median"));
    }
  }

  private static void awaitImage(LaunchOptions launch) throws InterruptedException {
    PoolConfig config = PoolConfig.builder().processes(1).spareWorkers(0).launch(launch).build();
    try (Pool pool = Multiprocessing.get().pool(config)) {
      pool.apply(Tasks.PID);
      long deadline = System.nanoTime() + IMAGE_LIMIT.toNanos();
      while (imageIs(Image.MAKING, pool)) {
        if (System.nanoTime() - deadline > 0) {
          throw new IllegalStateException("the image of the children was not made in time: limit=" + IMAGE_LIMIT);
        }
        Thread.sleep(POLL_INTERVAL.toMillis());
      }
      if (imageIs(Image.FAILED, pool)) {
        throw new IllegalStateException("no image of the children's classes could be made; the log says why");
      }
    }
  }

  private static boolean imageIs(Image state, Pool pool) {
    LaunchSnapshot launch = pool.snapshot().launch();
    return launch != null && launch.image() == state;
  }
}
