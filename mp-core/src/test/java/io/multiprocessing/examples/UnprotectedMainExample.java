package io.multiprocessing.examples;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.process.ChildProcess;

/** "Safe importing of main module": a child doesn't run the application's main, so nothing has to be protected. */
public final class UnprotectedMainExample {

  private UnprotectedMainExample() {}

  static void foo() {
    System.out.println("hello from " + Multiprocessing.currentProcess().name());
  }

  public static void main(String[] arguments) throws InterruptedException {
    System.out.println("main");
    ChildProcess p = Multiprocessing.get().process("p", UnprotectedMainExample::foo);
    p.start();
    p.join();
  }
}
