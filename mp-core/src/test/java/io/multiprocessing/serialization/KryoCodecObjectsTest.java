package io.multiprocessing.serialization;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the users' own classes travel. */
@SuppressWarnings("serial")
class KryoCodecObjectsTest {

  private final Codec codec = new KryoCodec();

  static class Plain {
    int number;
    long big = 5;
    boolean flag;
    char letter = 'x';
    byte small = 1;
    short medium = 2;
    float single = 3f;
    double twice = 4d;
    String text;
    Object any;
    final List<Plain> children = new ArrayList<>();
    transient String left = "set by the constructor";
    static int shared = 7;
  }

  static class NoDefaultConstructor extends Plain {
    private final String name;
    private final int number;

    NoDefaultConstructor(String name, int number) {
      this.name = name;
      this.number = number;
    }
  }

  static class SerializablePlain implements Serializable {
    transient String left = "x";
    String kept = "y";
  }

  record Point(int x, long y, String name, List<String> tags, Object any) {}

  record Positive(int n) {
    Positive {
      if (n < 1) {
        throw new IllegalArgumentException("n must be positive");
      }
    }
  }

  enum Shape {
    ROUND {
      @Override
      String what() {
        return "round";
      }
    },
    FLAT;

    String what() {
      return "flat";
    }
  }

  static final class Replaced implements Serializable {
    static final Replaced INSTANCE = new Replaced();
    int ignored = 3;

    private Object readResolve() {
      return INSTANCE;
    }
  }

  static final class Written implements Serializable {
    transient int doubled;
    final Object companion;

    Written(int number, Object companion) {
      this.doubled = number;
      this.companion = companion;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
      out.defaultWriteObject();
      out.writeInt(doubled * 2);
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      doubled = in.readInt();
    }
  }

  public static final class Outside implements Externalizable {
    String text = "";

    public Outside() {}

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
      out.writeUTF(text + "!");
    }

    @Override
    public void readExternal(ObjectInput in) throws IOException {
      text = in.readUTF();
    }
  }

  static final class Proxied implements Serializable {
    final int n;

    Proxied(int n) {
      this.n = n;
    }

    private Object writeReplace() {
      return new Stand(n);
    }

    record Stand(int n) implements Serializable {
      private Object readResolve() {
        return new Proxied(n + 100);
      }
    }
  }

  static final class NamedList extends ArrayList<String> {
    String name = "n";
  }

  static final class Handler implements InvocationHandler {
    final String answer;

    Handler(String answer) {
      this.answer = answer;
    }

    @Override
    public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] arguments) {
      return answer;
    }
  }

  @Test
  void sendsPlainObjectsFieldByField() {
    Plain plain = new Plain();
    plain.number = Integer.MIN_VALUE;
    plain.flag = true;
    plain.text = "t";
    plain.any = Map.of("a", 1);
    plain.left = "changed";
    Plain copy = TestMessages.copy(codec, plain);
    assertThat(copy).usingRecursiveComparison().ignoringFields("left").isEqualTo(plain);
    assertThat(copy.left).as("transient, set up anew").isEqualTo("set by the constructor");
  }

  @Test
  void makesObjectsWithoutAConstructorForThem() {
    NoDefaultConstructor value = new NoDefaultConstructor("n", 3);
    ((Plain) value).number = 8;
    assertThat(TestMessages.copy(codec, value)).usingRecursiveComparison().ignoringFields("left").isEqualTo(value);
  }

  @Test
  void runsNoConstructorOfASerializableClass() {
    SerializablePlain copy = TestMessages.copy(codec, new SerializablePlain());
    assertThat(copy.left).isNull();
    assertThat(copy.kept).isEqualTo("y");
  }

  @Test
  void sendsRecordsThroughTheirConstructor() {
    Point point = new Point(1, -2, "p", List.of("a"), new Positive(1));
    assertThat(TestMessages.copy(codec, point)).isEqualTo(point);
  }

  @Test
  void keepsEnumConstantsTheSame() {
    assertThat(TestMessages.copy(codec, Shape.ROUND)).isSameAs(Shape.ROUND);
    assertThat(TestMessages.copy(codec, List.of(Shape.FLAT, Shape.ROUND))).containsExactly(Shape.FLAT, Shape.ROUND);
    assertThat(TestMessages.copy(codec, Shape.values())).containsExactly(Shape.ROUND, Shape.FLAT);
  }

  @Test
  void letsClassesSayHowTheyAreSerialized() {
    assertThat(TestMessages.copy(codec, Replaced.INSTANCE)).isSameAs(Replaced.INSTANCE);
    assertThat(TestMessages.copy(codec, new Written(4, "c")).doubled).isEqualTo(8);
    Outside outside = new Outside();
    outside.text = "a";
    assertThat(TestMessages.copy(codec, outside).text).isEqualTo("a!");
    assertThat(TestMessages.copy(codec, new Proxied(1)).n).isEqualTo(101);
  }

  @Test
  void keepsFieldsOfASubclassOfACollection() {
    NamedList list = new NamedList();
    list.add("a");
    list.name = "other";
    NamedList copy = TestMessages.copy(codec, list);
    assertThat(copy).containsExactly("a");
    assertThat(copy.name).isEqualTo("other");
  }

  @Test
  void sendsPlainObjectsInsideOfOnesThatTheJdkSerializes() {
    Plain plain = new Plain();
    plain.text = "deep";
    Written copy = TestMessages.copy(codec, new Written(1, plain));
    assertThat(((Plain) copy.companion).text).isEqualTo("deep");
    assertThat(TestMessages.copy(codec, new AtomicReference<>(plain)).get().text).isEqualTo("deep");
    assertThat(TestMessages.copy(codec, Collections.synchronizedList(new ArrayList<>(List.of(plain)))).get(0).text)
        .isEqualTo("deep");
  }

  @Test
  void keepsIdentityAcrossContainersOfTheJdk() {
    Plain plain = new Plain();
    List<Object> list = new ArrayList<>();
    list.add(plain);
    list.add(Collections.unmodifiableList(new ArrayList<>(list)));
    list.add(new AtomicReference<>(plain));
    list.add(Collections.singletonMap("a", plain));
    List<Object> copy = TestMessages.copy(codec, list);
    assertThat(((List<?>) copy.get(1)).get(0)).isSameAs(copy.get(0));
    assertThat(((AtomicReference<?>) copy.get(2)).get()).isSameAs(copy.get(0));
    assertThat(((Map<?, ?>) copy.get(3)).get("a")).isSameAs(copy.get(0));
  }

  @Test
  void keepsCycles() {
    Plain plain = new Plain();
    plain.any = new Object[] {plain};
    plain.children.add(plain);
    Plain copy = TestMessages.copy(codec, plain);
    assertThat(((Object[]) copy.any)[0]).isSameAs(copy);
    assertThat(copy.children.get(0)).isSameAs(copy);

    Written first = new Written(1, new ArrayList<Object>());
    Written second = new Written(2, first);
    @SuppressWarnings("unchecked")
    List<Object> companions = (List<Object>) first.companion;
    companions.add(second);
    Written firstCopy = TestMessages.copy(codec, first);
    assertThat(((Written) ((List<?>) firstCopy.companion).get(0)).companion).isSameAs(firstCopy);
  }

  @Test
  void sendsInnerAndAnonymousObjects() {
    assertThat(TestMessages.copy(codec, new Holder().new Nested()).outer()).isEqualTo(4);
    assertThat(TestMessages.copy(codec, new Holder().anonymous(1)).compareTo("")).isEqualTo(5);
  }

  static class Holder implements Serializable {
    int four = Integer.parseInt("4");

    class Nested {
      int outer() {
        return four;
      }
    }

    Comparable<String> anonymous(int more) {
      return new SerializableComparable() {
        @Override
        public int compareTo(String other) {
          return four + more;
        }
      };
    }
  }

  interface SerializableComparable extends Comparable<String>, Serializable {}

  @Test
  void sendsDynamicProxies() {
    Object proxy = Proxy.newProxyInstance(
        getClass().getClassLoader(), new Class<?>[] {Comparable.class, SerializableComparable.class}, new Handler("a"));
    Object copy = TestMessages.copy(codec, proxy);
    assertThat(copy).isInstanceOf(SerializableComparable.class).hasToString("a");
  }

  @Test
  void sendsLoggersAndFreeLocks() {
    Logger logger = LoggerFactory.getLogger("codec.test");
    assertThat(TestMessages.copy(codec, logger)).isSameAs(logger);
    assertThat(TestMessages.copy(codec, new ReentrantLock(true)).isFair()).isTrue();
  }
}
