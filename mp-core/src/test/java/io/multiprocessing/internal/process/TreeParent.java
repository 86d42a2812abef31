package io.multiprocessing.internal.process;

import com.sun.jna.Function;
import io.multiprocessing.Multiprocessing;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.ProcessStartException;
import io.multiprocessing.process.Spares;
import io.multiprocessing.process.StartMethod;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The main class of a parent that tests kill; its children print their process ids through it. */
@SuppressWarnings("serial") // the lambdas use members that only tests see
final class TreeParent {

  private TreeParent() {}

  /** Plays the part that the first argument names. */
  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "busy" -> busy();
      case "starting" -> starting(Integer.parseInt(arguments[1]));
      case "native" -> grandchildren();
      case "normal" -> normal(arguments[1]);
      case "exit" -> exit();
      case "bomb" -> bomb();
      case "interrupted" -> interrupted();
      case "run" -> run();
      case "again" -> again();
      case "methods" -> methods();
      default -> throw new IllegalArgumentException("an unknown part: " + arguments[0]);
    }
  }

  private static void say(String word) {
    System.out.println(word + " " + ProcessHandle.current().pid());
    System.out.flush();
  }

  private static void spinForEver() {
    say("spins");
    long count = 0;
    while (count >= 0) {
      count = (count + 1) & 0xffff;
    }
  }

  /** Children that spin and that sleep in the C library, and JVMs that wait to become children. */
  private static void busy() throws Exception {
    Spares two = Spares.defaults().withCount(2);
    Multiprocessing context =
        Multiprocessing.get(StartMethod.FORKSERVER).with(LaunchOptions.builder().spares(two).build());
    context.process(TreeParent::spinForEver).start();
    context.process(TreeParent::spinForEver).start();
    context.process(() -> {
      Function sleep = Function.getFunction("c", "sleep");
      say("native");
      sleep.invokeInt(new Object[] {300});
    }).start();
    while (ProcessHandle.current().children().count() < 5) {
      TimeUnit.MILLISECONDS.sleep(20); // polled, until the JVMs that wait are launched
    }
    System.out.println("ready");
    TimeUnit.MINUTES.sleep(5);
  }

  private static void starting(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      ChildProcess child = Multiprocessing.get().process(() -> TimeUnit.MINUTES.sleep(5));
      child.start();
      System.out.println("launched " + child.pid().orElseThrow());
    }
    TimeUnit.MINUTES.sleep(5);
  }

  private static void grandchildren() throws Exception {
    ChildProcess child = Multiprocessing.get().process(() -> {
      Process foreign = new ProcessBuilder("sleep", "300").start();
      System.out.println("native " + foreign.pid());
      Multiprocessing.get().process(() -> {
        say("grandchild");
        TimeUnit.MINUTES.sleep(5);
      }).start();
      TimeUnit.MINUTES.sleep(5);
    });
    child.start();
    if (System.in.read() >= 0) {
      child.kill();
      child.join();
      System.out.println("killed " + child.exitCode().orElseThrow());
    }
    TimeUnit.MINUTES.sleep(5);
  }

  private static void normal(String gate) {
    ChildProcess daemonic = Multiprocessing.get().process(() -> {
      say("daemonic");
      TimeUnit.MINUTES.sleep(5);
    });
    daemonic.setDaemon(true);
    daemonic.start();
    Multiprocessing.get().process(() -> {
      say("waited");
      while (!Files.exists(Path.of(gate))) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      System.out.println("done");
    }).start();
  }

  private static void exit() throws Exception {
    Multiprocessing.get().process(TreeParent::spinForEver).start();
    System.in.read();
    System.exit(3);
  }

  private static void bomb() throws Exception {
    try {
      ChildProcess child = Multiprocessing.get().process(TreeParent::bomb);
      child.start();
      say("nested");
      child.join();
    } catch (ProcessStartException e) {
      System.out.println("refused: " + e.getMessage());
    }
  }

  private static void interrupted() throws Exception {
    Thread.currentThread().interrupt();
    ChildProcess child = Multiprocessing.get().process(() -> {});
    child.start();
    System.out.println("flag " + Thread.interrupted());
    child.join();
    System.out.println("code " + child.exitCode().orElseThrow());
  }

  private static void run() throws Exception {
    try {
      ChildProcess child = Multiprocessing.get().process(() -> say("child"));
      child.start();
      child.join();
      System.out.println("code " + child.exitCode().orElseThrow());
    } catch (ProcessStartException e) {
      System.out.println("refused: " + e.getMessage());
    }
    System.out.println("children " + ProcessHandle.current().children().count());
  }

  /** Starts a child for each line of its input; one that can't be started for a line that says {@code fail}. */
  private static void again() throws Exception {
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      if (line.equals("fail")) {
        fail();
      } else {
        run();
      }
    }
  }

  private static void fail() {
    try {
      LaunchOptions none = LaunchOptions.builder().javaExecutable(Path.of("no-such-java")).build();
      Multiprocessing.get().with(none).process(() -> {}).start();
    } catch (ProcessStartException e) {
      System.out.println("refused: " + e.getMessage());
    }
  }

  /** A child by each start method, and one that has waited. */
  private static void methods() throws Exception {
    for (StartMethod method : StartMethod.values()) {
      Multiprocessing.setStartMethod(method, true);
      run();
    }
    while (ProcessHandle.current().children().findAny().isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(20); // polled, until a JVM waits
    }
    run();
  }
}
