package io.multiprocessing.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** Every throwable travels as the JDK serializes it. */
@SuppressWarnings("serial")
class KryoCodecThrowablesTest {

  private final Codec codec = new KryoCodec();

  static class Detail {
    String what = "w";
  }

  static final class Custom extends RuntimeException {
    final int code;
    final Object detail;

    Custom(String message, int code, Object detail) {
      super(message);
      this.code = code;
      this.detail = detail;
    }
  }

  static final class Quiet extends Exception {
    Quiet() {
      super("q", null, false, false);
    }
  }

  @Test
  void keepsMessageStackCauseAndSuppressed() {
    IOException cause = new IOException("c");
    UncheckedIOException thrown = new UncheckedIOException("m", cause);
    thrown.addSuppressed(new IllegalStateException("s", new Error("e")));
    UncheckedIOException copy = TestMessages.copy(codec, thrown);
    assertThat(copy).hasMessage("m").hasCauseExactlyInstanceOf(IOException.class);
    assertThat(copy.getStackTrace()).isEqualTo(thrown.getStackTrace());
    assertThat(copy.getSuppressed()[0]).isInstanceOf(IllegalStateException.class).hasMessage("s")
        .hasRootCauseMessage("e");
    assertThat(copy.getCause().getStackTrace()).isEqualTo(cause.getStackTrace());
  }

  @Test
  void keepsCustomFieldsAlsoOfPlainClasses() {
    Custom copy = TestMessages.copy(codec, new Custom("m", 5, Map.of("a", new Detail())));
    assertThat(copy.code).isEqualTo(5);
    assertThat(((Detail) ((Map<?, ?>) copy.detail).get("a")).what).isEqualTo("w");
  }

  @Test
  void keepsCyclesAmongThrowables() {
    RuntimeException first = new RuntimeException("1");
    RuntimeException second = new RuntimeException("2", first);
    first.addSuppressed(second);
    SQLException head = new SQLException("h");
    head.setNextException(new SQLException("n", second));
    SQLException copy = TestMessages.copy(codec, head);
    Throwable secondCopy = copy.getNextException().getCause();
    assertThat(secondCopy.getCause().getSuppressed()[0]).isSameAs(secondCopy);
  }

  @Test
  void keepsErrorsAndUnusualOnes() {
    for (Throwable thrown : List.of(new OutOfMemoryError("x"), new StackOverflowError(), new NoClassDefFoundError("a"),
        new ExecutionException(new Quiet()), new AssertionError(3), new ArrayIndexOutOfBoundsException(1),
        new SerializationException("m", new Quiet()), new ClassNotFoundException("c"))) {
      Throwable copy = TestMessages.copy(codec, thrown);
      assertThat(copy).hasSameClassAs(thrown);
      assertThat(copy.toString()).isEqualTo(thrown.toString());
      assertThat(copy.getStackTrace()).isEqualTo(thrown.getStackTrace());
    }
    try {
      "a".substring(4);
    } catch (StringIndexOutOfBoundsException e) {
      assertThat(TestMessages.copy(codec, e)).hasMessage(e.getMessage());
    }
  }

  @Test
  void refusesOneWithAFieldThatCannotTravelRatherThanDropIt() {
    assertThatThrownBy(() -> codec.encode(new RuntimeException(new Custom("m", 5, new Thread()))))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("path=java.lang.RuntimeException (serialized by the JDK) -> java.lang.Thread");
    assertThatThrownBy(() -> codec.encode(new Custom("m", 5, new Object() {
      final Object stream = System.in;
    }))).isInstanceOf(SerializationException.class).hasMessageContaining(".stream -> java.io.");
    assertThat(TestMessages.copy(codec, "next")).isEqualTo("next");
  }
}
