package io.multiprocessing.internal.memory;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.SharedObjectException;
import io.multiprocessing.process.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The main class of a JVM that makes shared memory and that tests kill. */
@SuppressWarnings("serial") // the lambdas use members that only tests see
final class SharingParent {

  private static final List<Segment> KEPT = new ArrayList<>();

  private SharingParent() {}

  /** Plays the part that the first argument names. */
  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "run" -> make();
      case "wait" -> {
        make();
        System.out.println("made " + SharedDirectory.current().path());
        TimeUnit.MINUTES.sleep(5);
      }
      case "children" -> children();
      case "fill" -> fill();
      case "late" -> late();
      default -> throw new IllegalArgumentException("an unknown part: " + arguments[0]);
    }
  }

  private static void make() {
    KEPT.add(Segment.create(SegmentKind.VALUE, 64));
    Segment sent = Segment.create(SegmentKind.VALUE, 64);
    sent.send();
    KEPT.add(sent);
  }

  private static void children() throws Exception {
    ChildProcess exits = Multiprocessing.get().process(SharingParent::make);
    exits.start();
    exits.join();
    System.out.println("after an exit " + files());
    ChildProcess killed =
        Multiprocessing.get().process(() -> {
          make();
          Runtime.getRuntime().halt(1);
        });
    killed.start();
    killed.join();
    System.out.println("after a halt " + files());
    ChildProcess waits =
        Multiprocessing.get().process(() -> {
          make();
          System.out.println("child made");
          TimeUnit.MINUTES.sleep(5);
        });
    waits.start();
    TimeUnit.MINUTES.sleep(5);
  }

  private static long files() throws Exception {
    try (Stream<Path> files = Files.list(SharedDirectory.current().path())) {
      return files.filter(file -> file.toString().endsWith("-value")).count();
    }
  }

  private static void fill() throws Exception {
    try {
      while (true) {
        KEPT.add(Segment.create(SegmentKind.ARRAY, 8192));
      }
    } catch (SharedObjectException e) {
      System.out.println("refused: " + e.getMessage());
    }
    try (Stream<Path> files = Files.list(SharedDirectory.current().path())) {
      long arrays = files.filter(file -> file.toString().endsWith("-array")).count();
      System.out.println("kept " + KEPT.size() + ", files " + arrays);
    }
    KEPT.remove(0).release();
    KEPT.add(Segment.create(SegmentKind.ARRAY, 64));
    System.out.println("again");
  }

  /** Its own shutdown hook makes something more, while the library's may have run already. */
  private static void late() {
    make();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      try {
        TimeUnit.MILLISECONDS.sleep(300); // after the library's hook, most likely; right in any order
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      make();
      System.out.println("still " + Files.exists(SharedDirectory.current().path()));
    }));
  }
}
