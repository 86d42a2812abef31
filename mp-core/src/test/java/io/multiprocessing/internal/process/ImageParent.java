package io.multiprocessing.internal.process;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.process.ChildProcess;
import java.io.IOException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

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
      try (Pool pool = Multiprocessing.get().pool(1)) {
        System.out.println("worker " + pool.apply(ImageParent::isMapped));
      }
    }
  }

  private static boolean isMapped() throws IOException {
    return Files.readString(Path.of("/proc/self/maps")).lines().anyMatch(line -> line.matches(".*/image-\\w+/worker"));
  }
}
