package io.multiprocessing.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.manager.BaseManager;
import io.multiprocessing.manager.ManagedType;
import io.multiprocessing.manager.ManagerConfig;
import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.manager.RemoteObject;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** "Customized managers", and the demonstration "how to create and use customized managers and proxies". */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CustomizedManagersTest {

  interface Maths {
    int add(int x, int y);

    int mul(int x, int y);
  }

  static final class MathsObject implements Maths {
    @Override
    public int add(int x, int y) {
      return x + y;
    }

    @Override
    public int mul(int x, int y) {
      return x * y;
    }
  }

  interface F {
    void f();
  }

  interface G {
    void g();
  }

  interface H {
    void h();
  }

  interface Foo1 extends F, G {}

  interface Foo2 extends G, H {}

  static final class Foo implements Foo1, Foo2 {
    @Override
    public void f() {
      System.out.println("you called Foo.f()");
    }

    @Override
    public void g() {
      System.out.println("you called Foo.g()");
    }

    @Override
    public void h() {
      System.out.println("you called Foo.h()");
    }
  }

  interface Operator {
    BigInteger add(BigInteger a, BigInteger b);

    BigInteger pow(BigInteger a, int exponent);
  }

  enum Operators implements Operator {
    INSTANCE;

    @Override
    public BigInteger add(BigInteger a, BigInteger b) {
      return a.add(b);
    }

    @Override
    public BigInteger pow(BigInteger a, int exponent) {
      return a.pow(exponent);
    }
  }

  /** The subclass gives its types typed methods. */
  static final class MyManager extends BaseManager {

    static final ManagedType<Maths> MATHS = ManagedType.of("Maths", Maths.class, MathsObject::new);
    static final ManagedType<Foo1> FOO1 = ManagedType.of("Foo1", Foo1.class, Foo::new);
    static final ManagedType<Foo2> FOO2 = ManagedType.of("Foo2", Foo2.class, Foo::new);
    static final ManagedType<Iterator<Integer>> BAZ =
        ManagedType.of("baz", Iterator.class, () -> IntStream.range(0, 10).map(i -> i * i).iterator());
    static final ManagedType<Operator> OPERATOR = ManagedType.of("operator", Operator.class, () -> Operators.INSTANCE);
    static final ManagedType<RemoteObject> LIMITED = ManagedType.exposing("Limited", Foo::new, Set.of("g", "h"));

    MyManager() {
      super(Multiprocessing.get(), ManagerConfig.defaults(), MATHS, FOO1, FOO2, BAZ, OPERATOR, LIMITED);
    }

    Maths maths() {
      return create(MATHS);
    }
  }

  /** The manager's process prints to a file, so that the test can read it. */
  record PrintTo(String file) implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      System.setOut(new PrintStream(new FileOutputStream(file), true, StandardCharsets.UTF_8));
    }
  }

  @TempDir private Path folder;

  @Test
  void printsWhatTheReferencePageSays() throws Exception {
    Path file = folder.resolve("printed");
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    try (MyManager manager = new MyManager()) {
      manager.start(new PrintTo(file.toString()));

      Maths maths = manager.maths();
      out.println(maths.add(4, 3)); // prints 7
      out.println(maths.mul(7, 8)); // prints 56

      Foo1 f1 = manager.create(MyManager.FOO1);
      f1.f();
      f1.g();
      assertThat(f1).isNotInstanceOf(H.class);

      Foo2 f2 = manager.create(MyManager.FOO2);
      f2.g();
      f2.h();
      assertThat(f2).isNotInstanceOf(F.class);

      RemoteObject limited = manager.create(MyManager.LIMITED);
      limited.call("h");
      assertThatExceptionOfType(ManagerException.class).isThrownBy(() -> limited.call("f"));

      Iterator<Integer> it = manager.create(MyManager.BAZ);
      while (it.hasNext()) {
        out.print("<" + it.next() + "> ");
      }
      out.println();

      Operator op = manager.create(MyManager.OPERATOR);
      out.println("op.add(23, 45) = " + op.add(BigInteger.valueOf(23), BigInteger.valueOf(45)));
      out.println("op.pow(2, 94) = " + op.pow(BigInteger.TWO, 94));
    }
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "7",
            "56",
            "<0> <1> <4> <9> <16> <25> <36> <49> <64> <81> ",
            "op.add(23, 45) = 68",
            "op.pow(2, 94) = 19807040628566084398385987584");
    assertThat(Files.readAllLines(file))
        .isEqualTo(
            List.of(
                "you called Foo.f()", "you called Foo.g()", "you called Foo.g()", "you called Foo.h()",
                "you called Foo.h()"));
  }
}
