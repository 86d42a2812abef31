package io.multiprocessing.examples;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.shared.SharedDouble;
import io.multiprocessing.shared.SharedIntArray;
import io.multiprocessing.shared.SharedObjects;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The reference's "Sharing state between processes: shared memory". */
public final class SharedMemoryExample {

  private SharedMemoryExample() {}

  static void f(SharedDouble n, SharedIntArray a) {
    n.set(3.1415927);
    for (int i = 0; i < a.length(); i++) {
      a.set(i, -a.get(i));
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    SharedObjects shared = Multiprocessing.get().shared();
    SharedDouble num = shared.doubleValue(0.0);
    SharedIntArray arr = shared.intArray(IntStream.range(0, 10).toArray());

    ChildProcess p = Multiprocessing.get().process(new F(num, arr));
    p.start();
    p.join();

    System.out.println(num.get());
    System.out.println(Arrays.toString(arr.toArray()));
  }

  private record F(SharedDouble n, SharedIntArray a) implements RemoteRunnable {
    @Override
    public void run() {
      f(n, a);
    }
  }
}
