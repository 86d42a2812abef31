package io.multiprocessing.examples;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.queue.InterProcessQueue;
import io.multiprocessing.sync.InterProcessLock;
import io.multiprocessing.sync.OwnerDiedException;
import java.util.concurrent.TimeUnit;

/** "Avoid terminating processes": whoever is killed with a lock in its hands leaves it to the next one, who is told. */
public final class TerminatedHolderExample {

  private TerminatedHolderExample() {}

  static void work(InterProcessLock lock, InterProcessQueue<String> queue) throws InterruptedException {
    lock.lock();
    queue.put("holds the lock");
    TimeUnit.MINUTES.sleep(5);
  }

  public static void main(String[] arguments) throws InterruptedException {
    InterProcessLock lock = Multiprocessing.get().lock();
    InterProcessQueue<String> queue = Multiprocessing.get().queue();
    ChildProcess child = Multiprocessing.get().process(() -> work(lock, queue));
    child.start();
    System.out.println(queue.take());
    child.kill();
    child.join();

    try {
      lock.lock();
    } catch (OwnerDiedException e) {
      System.out.println("its holder died"); // the place to mend what the lock protects
      lock.lock();
    }
    queue.put("still works");
    System.out.println(queue.take());
    lock.unlock();
    lock.unlink();
    queue.unlink();
  }
}
