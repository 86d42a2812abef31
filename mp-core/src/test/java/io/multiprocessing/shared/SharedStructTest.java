package io.multiprocessing.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;
import io.multiprocessing.Multiprocessing;
import io.multiprocessing.testing.TestJvm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedStructTest {

  private static final SharedObjects SHARED = Multiprocessing.get().shared();

  /** Every kind of field that can be shared. */
  @FieldOrder({"small", "wide", "numbers", "inner", "inners", "platform", "last"})
  public static class Everything extends Structure {
    public byte small;
    public long wide;
    public int[] numbers = new int[3];
    public Point inner = new Point();
    public Point[] inners = {new Point(), new Point()};
    public NativeLong platform = new NativeLong(0);
    public short last;

    public Everything() {}
  }

  /** Holds an address. */
  @FieldOrder({"number", "address"})
  public static class WithPointer extends Structure {
    public int number;
    public Pointer address;

    public WithPointer() {}
  }

  /** Holds a text, which is an address in C. */
  @FieldOrder("text")
  public static class WithText extends Structure {
    public String text;

    public WithText() {}
  }

  /** Holds a structure that holds addresses. */
  @FieldOrder("inner")
  public static class WithInnerText extends Structure {
    public WithText[] inner = new WithText[2];

    public WithInnerText() {}
  }

  /** Refers to another structure. */
  @FieldOrder("reference")
  public static class WithReference extends Structure {
    /** An address. */
    public static class Reference extends Point implements Structure.ByReference {}

    public Reference reference;

    public WithReference() {}
  }

  /** Can't be made by others. */
  @FieldOrder("x")
  public static class WithoutConstructor extends Structure {
    public int x;

    public WithoutConstructor(int x) {
      this.x = x;
    }
  }

  @Test
  void keepsEveryKindOfField() {
    Everything initial = new Everything();
    initial.small = -1;
    initial.wide = Long.MIN_VALUE;
    initial.numbers[2] = 7;
    initial.inner.x = 0.5;
    initial.inners[1].y = 0.25;
    initial.platform = new NativeLong(-3);
    initial.last = 9;
    try (SharedStruct<Everything> struct = SHARED.struct(initial)) {
      Everything copy = struct.get();
      assertThat(copy.small).isEqualTo((byte) -1);
      assertThat(copy.wide).isEqualTo(Long.MIN_VALUE);
      assertThat(copy.numbers).containsExactly(0, 0, 7);
      assertThat(copy.inner.x).isEqualTo(0.5);
      assertThat(copy.inners[1].y).isEqualTo(0.25);
      assertThat(copy.platform.longValue()).isEqualTo(-3);
      assertThat(copy.last).isEqualTo((short) 9);
      copy.wide = 1;
      copy.write();
      assertThat(struct.get().wide).as("a copy isn't the shared memory").isEqualTo(Long.MIN_VALUE);
      struct.set(copy);
      assertThat(struct.get().wide).isEqualTo(1);
    }
  }

  @Test
  void anUpdateThatThrowsWritesNothingAndGivesTheLockBack() throws Exception {
    try (SharedStruct<Point> point = SHARED.struct(new Point(1, 2))) {
      assertThatThrownBy(
              () ->
                  point.update(
                      p -> {
                        p.x = 9;
                        throw new IllegalStateException("on purpose");
                      }))
          .hasMessage("on purpose");
      assertThat(point.get().x).isEqualTo(1);
      assertThat(point.lock().isLocked()).isFalse();
      point.update(p -> point.update(inner -> inner.y = 7));
      assertThat(point.get().y).as("the outer one wrote what it had read").isEqualTo(2);
    }
  }

  @Test
  void arraysAreReadAndWrittenOneByOneAndAsAWhole() {
    try (SharedStructArray<Point> points = SHARED.structArray(Point.class, 3)) {
      assertThat(points.length()).isEqualTo(3);
      points.set(1, new Point(3, 4));
      points.update(2, p -> p.x = 5);
      points.updateAll(p -> p.y++);
      assertThat(points.toList()).extracting(p -> p.x).containsExactly(0.0, 3.0, 5.0);
      assertThat(points.copy().get(1).y).isEqualTo(5);
      assertThatThrownBy(() -> points.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> points.set(-1, new Point())).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> points.update(3, p -> {})).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void refusesAddressesAndClassesThatCantBeMade() {
    assertThatThrownBy(() -> SHARED.struct(WithPointer.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("WithPointer.address, type=com.sun.jna.Pointer");
    assertThatThrownBy(() -> SHARED.struct(new WithText()))
        .hasMessageContaining("WithText.text, type=java.lang.String");
    assertThatThrownBy(() -> SHARED.structArray(WithInnerText.class, 1))
        .hasMessageContaining("WithInnerText.inner.text");
    assertThatThrownBy(() -> SHARED.struct(WithReference.class)).hasMessageContaining("WithReference.reference");
    assertThatThrownBy(() -> SHARED.struct(WithoutConstructor.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("constructor without arguments")
        .hasMessageContaining("WithoutConstructor");
  }

  /** Looks the same but isn't. */
  public static class OtherPoint extends Point {}

  @Test
  void refusesOtherClassesLengthsAndNull() {
    try (SharedStruct<Point> point = SHARED.struct(Point.class)) {
      assertThatThrownBy(() -> point.set(new OtherPoint()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("OtherPoint");
      assertThatThrownBy(() -> point.set(null)).isInstanceOf(NullPointerException.class).hasMessage("value");
      assertThatThrownBy(() -> point.update(null)).isInstanceOf(NullPointerException.class).hasMessage("change");
    }
    assertThatThrownBy(() -> SHARED.structArray(Point.class, List.of(new Point(), new OtherPoint())))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SHARED.structArray(Point.class, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("length=-1");
    assertThatThrownBy(() -> SHARED.struct((Class<Point>) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("type");
  }

  @Test
  void aClosedStructureRefusesEverything() {
    SharedStructArray<Point> points = SHARED.raw().structArray(Point.class, 1);
    points.close();
    assertThatThrownBy(() -> points.get(0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> points.updateAll(p -> {})).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(points::toList).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(points::length).isInstanceOf(IllegalStateException.class);
  }

  /** A main that uses everything but structures. */
  static final class WithoutStructures {
    private WithoutStructures() {}

    public static void main(String[] arguments) {
      SharedObjects shared = Multiprocessing.get().shared();
      shared.intValue(1).set(shared.doubleArray(2).length());
      try (SharedMemory memory = shared.createMemory(8)) {
        memory.unlink();
      }
      System.out.println("done ");
    }
  }

  @Test
  void jnaIsLoadedWithStructuresOnly() throws Exception {
    try (TestJvm jvm = TestJvm.start(WithoutStructures.class, List.of("-Xlog:class+load"), Map.of())) {
      jvm.awaitLine("done ", 1);
      assertThat(jvm.awaitExit()).isZero();
      assertThat(jvm.output()).contains("internal.shared.ValueFactory").doesNotContain("com.sun.jna");
    }
  }
}
