package io.multiprocessing.examples;

import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;
import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.shared.SharedByteArray;
import io.multiprocessing.shared.SharedDouble;
import io.multiprocessing.shared.SharedInt;
import io.multiprocessing.shared.SharedObjects;
import io.multiprocessing.shared.SharedStructArray;
import io.multiprocessing.sync.InterProcessLock;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** The reference's example of {@code multiprocessing.sharedctypes}. */
public final class SharedTypesExample {

  private SharedTypesExample() {}

  /** Two doubles. */
  @FieldOrder({"x", "y"})
  public static class Point extends Structure {
    public double x;
    public double y;

    public Point() {}

    Point(double x, double y) {
      this.x = x;
      this.y = y;
    }
  }

  private record Modify(SharedInt n, SharedDouble x, SharedByteArray s, SharedStructArray<Point> a)
      implements RemoteRunnable {
    @Override
    public void run() {
      n.set(n.get() * n.get());
      x.set(x.get() * x.get());
      s.setString(s.getString().toUpperCase(Locale.ROOT));
      a.updateAll(
          point -> {
            point.x *= point.x;
            point.y *= point.y;
          });
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    InterProcessLock lock = Multiprocessing.get().lock();
    SharedObjects shared = Multiprocessing.get().shared();

    SharedInt n = shared.intValue(7);
    SharedDouble x = shared.raw().doubleValue(1.0 / 3.0);
    SharedByteArray s = shared.lockedBy(lock).byteArray("hello world".getBytes(StandardCharsets.UTF_8));
    SharedStructArray<Point> a =
        shared
            .lockedBy(lock)
            .structArray(Point.class, List.of(new Point(1.875, -6.25), new Point(-5.75, 2.0), new Point(2.375, 9.5)));

    ChildProcess p = Multiprocessing.get().process(new Modify(n, x, s, a));
    p.start();
    p.join();

    System.out.println(n.get());
    System.out.println(x.get());
    System.out.println(s.getString());
    System.out.println(a.toList().stream().map(point -> "(" + point.x + ", " + point.y + ")").toList());
  }
}
