package io.multiprocessing.internal.process;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.ProcessStartException;
import io.multiprocessing.testing.Footprint;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;

/** The main class of a parent that has few descriptors and uses them up. */
final class HungryParent {

  private static final ArrayDeque<FileInputStream> HELD = new ArrayDeque<>();

  private HungryParent() {}

  /** Starts children with enough descriptors, with none, with too few for its channels, and with enough again. */
  public static void main(String[] noProgram) throws Exception {
    start("warm", LaunchOptions.defaults());
    start("no program", LaunchOptions.builder().javaExecutable(Path.of(noProgram[0])).build()); // loads what errors need
    Footprint before = Footprint.now();
    exhaust(0);
    start("none", LaunchOptions.defaults());
    release();
    exhaust(10);
    start("few", LaunchOptions.defaults());
    release();
    start("enough", LaunchOptions.defaults());
    before.awaitAgain();
    System.out.println("nothing stays");
  }

  private static void exhaust(int free) throws IOException {
    boolean more = true;
    while (more) {
      try {
        HELD.add(new FileInputStream("/dev/null"));
      } catch (IOException e) {
        more = false; // that was the last
      }
    }
    for (int i = 0; i < free; i++) {
      HELD.remove().close();
    }
  }

  private static void release() throws IOException {
    while (!HELD.isEmpty()) {
      HELD.remove().close();
    }
  }

  private static void start(String when, LaunchOptions options) throws InterruptedException {
    try {
      ChildProcess child = Multiprocessing.get().with(options).process(() -> {});
      child.start();
      child.join();
      System.out.println(when + ": code " + child.exitCode().orElseThrow());
    } catch (ProcessStartException e) {
      System.out.println(when + ": refused " + e.getMessage());
    }
  }
}
