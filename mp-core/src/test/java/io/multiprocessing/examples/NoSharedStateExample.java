package io.multiprocessing.examples;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.pool.Pool;
import java.util.List;

/** "Avoid shared state": values go in as arguments and come out as results, so there is nothing to lock. */
public final class NoSharedStateExample {

  private NoSharedStateExample() {}

  public static void main(String[] arguments) throws InterruptedException {
    try (Pool pool = Multiprocessing.get().pool(2)) {
      List<Integer> squares = pool.map(x -> x * x, List.of(1, 2, 3, 4));
      System.out.println(squares);
    }
  }
}
