package io.multiprocessing.examples;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.StartMethod;

/** "Global variables": a static field is each process's own. A constant is no problem, and an argument never is. */
public final class GlobalVariablesExample {

  static final int LIMIT = 10;
  static int level;

  private GlobalVariablesExample() {}

  public static void main(String[] arguments) throws InterruptedException {
    level = 7;
    int passed = level;
    run(Multiprocessing.get().process(() -> System.out.println("spawn: " + level + " of " + LIMIT)));
    run(Multiprocessing.get().process(() -> System.out.println("as an argument: " + passed)));

    LaunchOptions inheriting = LaunchOptions.builder().inherit(GlobalVariablesExample.class).build();
    run(Multiprocessing.get(StartMethod.FORK).with(inheriting).process(() -> System.out.println("fork: " + level)));
  }

  private static void run(ChildProcess child) throws InterruptedException {
    child.start();
    child.join();
  }
}
