package io.multiprocessing.benchmarks.jmh;

import io.multiprocessing.api.RemoteFunction;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.EncodedMessage;
import io.multiprocessing.serialization.KryoCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the codec costs for the kinds of message that tasks and results are made of; one way, in the same JVM. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class KryoCodecBenchmark {

  private static final int SMALL_BYTES = 64;
  private static final int LARGE_BYTES = 1 << 20;
  private static final int LIST_LENGTH = 1_000;

  /** What a message carries. */
  @Param
  public Payload payload = Payload.INTEGER;

  private final Codec codec = new KryoCodec();
  private @Nullable Object value;
  private EncodedMessage message = new EncodedMessage(ByteBuffer.allocate(0), List.of());

  @Setup
  public void encodeOnce() {
    value = payload.make();
    message = codec.encode(value);
  }

  @Benchmark
  public EncodedMessage encode() {
    return codec.encode(value);
  }

  @Benchmark
  public @Nullable Object decode() {
    return codec.decode(new EncodedMessage(message.body().duplicate(), message.attachments()));
  }

  /** The kinds of payload. */
  public enum Payload {
    INTEGER {
      @Override
      Object make() {
        return 4711;
      }
    },
    STRING {
      @Override
      Object make() {
        return "a sentence of the length that a name or a path has";
      }
    },
    /** A function that captures nothing: what every task carries. */
    LAMBDA {
      @Override
      Object make() {
        return (RemoteFunction<Integer, Integer>) number -> number + 1;
      }
    },
    RECORD {
      @Override
      Object make() {
        return new Page("report.pdf", 7, List.of("one", "two", "three"));
      }
    },
    MAP {
      @Override
      Object make() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", "report.pdf");
        map.put("pages", 12);
        map.put("sizes", List.of(1L, 2L, 3L));
        return map;
      }
    },
    /** What a chunk of a map carries. */
    LIST_OF_INTEGERS {
      @Override
      Object make() {
        return new ArrayList<>(IntStream.range(0, LIST_LENGTH).boxed().toList());
      }
    },
    SMALL_BYTE_ARRAY {
      @Override
      Object make() {
        return new byte[SMALL_BYTES];
      }
    },
    /** Goes beside the body. */
    LARGE_BYTE_ARRAY {
      @Override
      Object make() {
        return new byte[LARGE_BYTES];
      }
    },
    /** What a failed task answers with. */
    EXCEPTION {
      @Override
      Object make() {
        return new IllegalStateException("no page: number=7", new IllegalArgumentException("number=7"));
      }
    };

    abstract Object make();
  }

  /** A small record with nested values. */
  record Page(String document, int number, List<String> words) {}
}
