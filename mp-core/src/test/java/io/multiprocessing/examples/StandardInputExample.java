package io.multiprocessing.examples;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.process.ChildProcess;

/** "Beware of replacing sys.stdin": a child's standard input is at its end, and is nobody else's. */
public final class StandardInputExample {

  private StandardInputExample() {}

  public static void main(String[] arguments) throws InterruptedException {
    ChildProcess child = Multiprocessing.get().process(() -> System.out.println("read: " + System.in.read()));
    child.start();
    child.join();
  }
}
