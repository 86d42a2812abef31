package io.multiprocessing.examples;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.serialization.SerializationException;

/** "Picklability": what a target captures travels with it. A thread doesn't; text and numbers do. */
public final class TravellingTargetExample {

  private TravellingTargetExample() {}

  /** What is to be done, and with what: nothing is captured by accident. */
  private record Greeting(String name, int times) implements RemoteRunnable {
    @Override
    public void run() {
      System.out.println("hello " + name.repeat(times));
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    Thread thread = Thread.currentThread();
    ChildProcess refused = Multiprocessing.get().process(() -> System.out.println(thread));
    try {
      refused.start();
    } catch (SerializationException e) {
      System.out.println("refused, and nothing was started: " + refused.pid().isEmpty());
    }
    ChildProcess child = Multiprocessing.get().process(new Greeting("bob", 2));
    child.start();
    child.join();
  }
}
