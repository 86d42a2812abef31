package io.multiprocessing.internal.process;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.process.ImageRehearsal;
import io.multiprocessing.process.LaunchOptions;
import java.io.IOException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The main class of a parent whose class path is made of jars; its children say whether they have mapped an image. */
@SuppressWarnings("serial") // the lambdas use members that only tests see
final class ImageParent {

  private ImageParent() {}

  /** Starts a child, a pool's worker, and again, for each line of its input. */
  public static void main(String[] arguments) throws Exception {
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    while (input.readLine() != null) {
      ChildProcess child = Multiprocessing.get().process(() -> System.out.println("child " + isMapped()));
      child.start();
      child.join();
      LaunchOptions launch = LaunchOptions.builder().imageRehearsal(rehearsal()).build();
      try (Pool pool = Multiprocessing.get().pool(PoolConfig.builder().processes(1).launch(launch).build())) {
        System.out.println("worker " + pool.apply(ImageParent::isMapped));
        System.out.println("image " + Objects.requireNonNull(pool.snapshot().launch()).image());
      }
    }
  }

  /** One that leaves its process id in a file, or fails, as a system property says; without it none. */
  private static @Nullable ImageRehearsal rehearsal() {
    String file = System.getProperty("test.rehearsal");
    if (file == null) {
      return null;
    }
    return new ImageRehearsal(file, () -> {
      if (file.equals("fail")) {
        throw new IllegalStateException("rehearsed");
      }
      Files.writeString(Path.of(file), Long.toString(ProcessHandle.current().pid()));
    });
  }

  private static boolean isMapped() throws IOException {
    return Files.readString(Path.of("/proc/self/maps")).lines().anyMatch(line -> line.matches(".*/image-\\w+/worker"));
  }
}
