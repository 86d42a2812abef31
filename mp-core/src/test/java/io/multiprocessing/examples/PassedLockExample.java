package io.multiprocessing.examples;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.sync.InterProcessLock;
import java.util.ArrayList;
import java.util.List;

/** "Explicitly pass resources to child processes": the lock is an argument. */
public final class PassedLockExample {

  private PassedLockExample() {}

  static void f(InterProcessLock l, int i) {
    l.lock();
    try {
      System.out.println("process " + i);
    } finally {
      l.unlock();
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    InterProcessLock lock = Multiprocessing.get().lock();
    List<ChildProcess> children = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int number = i;
      ChildProcess child = Multiprocessing.get().process(() -> f(lock, number));
      child.start();
      children.add(child);
    }
    for (ChildProcess child : children) {
      child.join();
    }
    lock.unlink();
  }
}
