package io.multiprocessing.examples;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.process.ChildProcess;
import java.util.concurrent.ExecutionException;

/** "Joining zombie processes": the JVM collects children that have ended, joined or not. */
public final class UnjoinedExample {

  private UnjoinedExample() {}

  public static void main(String[] arguments) throws InterruptedException, ExecutionException {
    ChildProcess child = Multiprocessing.get().process(() -> {});
    child.start();
    long pid = child.pid().orElseThrow();
    child.sentinel().get(); // a future of its end; nobody calls join()
    System.out.println("left: " + ProcessHandle.of(pid).isPresent() + " " + Multiprocessing.activeChildren().contains(child));
  }
}
