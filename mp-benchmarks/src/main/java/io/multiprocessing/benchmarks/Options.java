package io.multiprocessing.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The command line, checked.
 *
 * @param python the interpreter to compare with, or null to measure this library alone
 * @param out where the JSON report goes, or null for nowhere
 * @param java the java executable of the workers, or null for the one that runs this
 * @param sample the sample application's executable jar, or null if no benchmark needs it
 * @param benchmarks what to measure, in the order of the table
 * @param workers how many workers the pools have
 * @param rounds how often each side takes its turn
 * @param time how long one measurement goes on, at least
 * @param warmup how long each side runs a benchmark before its first round
 * @param patience how long a turn that others disturbed waits for a quiet moment to be repeated in; zero for no repeats
 */
record Options(
    @Nullable Path python,
    @Nullable Path out,
    @Nullable Path java,
    @Nullable Path sample,
    List<Benchmark> benchmarks,
    int workers,
    int rounds,
    Duration time,
    Duration warmup,
    Duration patience) {

  static final String HELP =
      """
      Compares this library with CPython's multiprocessing, on this machine and in one run.

      usage: java -jar mp-benchmarks.jar [OPTION...]
             java -jar mp-benchmarks.jar --jmh [ARGUMENT OF JMH...]

        --python=PATH     the interpreter to compare with: a path, or a name on the PATH (default: python3)
        --no-python       measure this library alone
        --java=PATH       the java executable of the workers (default: the one that runs this)
        --sample=JAR      the sample application's executable jar, for the benchmarks spring-...
        --only=ID,ID...   only these benchmarks (default: all; without --sample those that don't need it)
        --out=FILE        write the figures as JSON, every round's among them
        --workers=N       workers of each pool (default: the number of processors)
        --rounds=N        how often each side takes its turn (default: 5); the table shows medians
        --seconds=S       how long one turn goes on, at least (default: 2)
        --warmup=S        how long each side runs a benchmark before its first turn (default: 6)
        --patience=S      repeat a turn while other processes use more than 5 %% of the processors: up to 3 times, each
                          after a quiet moment that is waited for up to so long (default: 0, no repeats)
        --quick           1 round of 0.3 seconds after a warm-up of 0.3: shows that it works, measures nothing
        --help            this text

      benchmarks: %s
      """
          .formatted(Benchmark.ids());

  private static final Duration QUICK_TIME = Duration.ofMillis(300);
  private static final double NANOS_PER_SECOND = 1e9;

  /**
   * Reads the arguments of the command line.
   *
   * @throws UsageException if one is unknown or its value breaks its rule
   */
  static Options parse(String... arguments) throws UsageException {
    Parser parser = new Parser();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      parser.accept(name, equals < 0 ? null : argument.substring(equals + 1));
    }
    return parser.build();
  }

  /** The values so far. */
  private static final class Parser {

    private String python = PythonInterpreter.DEFAULT_NAME;
    private boolean withPython = true;
    private @Nullable Path out;
    private @Nullable Path java;
    private @Nullable Path sample;
    private @Nullable List<Benchmark> benchmarks;
    private int workers = Runtime.getRuntime().availableProcessors();
    private int rounds = 5;
    private Duration time = Duration.ofSeconds(2);
    private Duration warmup = Duration.ofSeconds(6);
    private Duration patience = Duration.ZERO;

    void accept(String name, @Nullable String value) throws UsageException {
      switch (name) {
        case "--python" -> python = required(name, value);
        case "--no-python" -> {
          refuseValue(name, value);
          withPython = false;
        }
        case "--java" -> java = executable(name, required(name, value));
        case "--sample" -> sample = executableJar(name, required(name, value));
        case "--only" -> benchmarks = benchmarks(required(name, value));
        case "--out" -> out = writable(required(name, value));
        case "--workers" -> workers = atLeastOne(name, required(name, value));
        case "--rounds" -> rounds = atLeastOne(name, required(name, value));
        case "--seconds" -> time = seconds(name, required(name, value));
        case "--warmup" -> warmup = seconds(name, required(name, value));
        case "--patience" -> patience = seconds(name, required(name, value));
        case "--quick" -> {
          refuseValue(name, value);
          rounds = 1;
          time = QUICK_TIME;
          warmup = QUICK_TIME;
        }
        default -> throw new UsageException("unknown option: " + name + " (--help lists them)");
      }
    }

    Options build() throws UsageException {
      Path interpreter = null;
      if (withPython) {
        Optional<Path> found = PythonInterpreter.find(python);
        if (found.isEmpty()) {
          throw new UsageException("no such Python interpreter: --python=" + python
              + "; give the path of one, or --no-python to measure this library alone");
        }
        interpreter = found.get();
      }
      return new Options(interpreter, out, java, sample, chosen(), workers, rounds, time, warmup, patience);
    }

    private List<Benchmark> chosen() throws UsageException {
      if (benchmarks == null) {
        return Arrays.stream(Benchmark.values()).filter(each -> sample != null || !each.needsSample()).toList();
      }
      for (Benchmark benchmark : benchmarks) {
        if (benchmark.needsSample() && sample == null) {
          throw new UsageException(
              "needs the sample application's executable jar: " + benchmark.id() + "; give --sample=JAR");
        }
      }
      return benchmarks;
    }

    private static String required(String name, @Nullable String value) throws UsageException {
      if (value == null || value.isBlank()) {
        throw new UsageException("a value is missing: write " + name + "=VALUE (--help says which)");
      }
      return value;
    }

    private static void refuseValue(String name, @Nullable String value) throws UsageException {
      if (value != null) {
        throw new UsageException("this option takes no value: " + name + "=" + value);
      }
    }

    private static int atLeastOne(String name, String value) throws UsageException {
      try {
        int number = Integer.parseInt(value);
        if (number >= 1) {
          return number;
        }
      } catch (NumberFormatException e) {
        throw notANumber(name, value);
      }
      throw new UsageException("must be at least 1: " + name + "=" + value);
    }

    private static Duration seconds(String name, String value) throws UsageException {
      double number;
      try {
        number = Double.parseDouble(value);
      } catch (NumberFormatException e) {
        throw notANumber(name, value);
      }
      if (!(number > 0 && number <= 3600)) {
        throw new UsageException("must be more than 0 and at most 3600 seconds: " + name + "=" + value);
      }
      return Duration.ofNanos((long) (number * NANOS_PER_SECOND));
    }

    private static UsageException notANumber(String name, String value) {
      return new UsageException("not a number: " + name + "=" + value);
    }

    private static List<Benchmark> benchmarks(String ids) throws UsageException {
      List<Benchmark> chosen = new ArrayList<>();
      for (String id : ids.split(",")) {
        chosen.add(Benchmark.byId(id.trim()).orElseThrow(
            () -> new UsageException("no such benchmark: --only=" + id + "; there are: " + Benchmark.ids())));
      }
      return Arrays.stream(Benchmark.values()).filter(chosen::contains).toList();
    }

    private static Path executable(String name, String value) throws UsageException {
      Path path = Path.of(value);
      if (!Files.isRegularFile(path) || !Files.isExecutable(path)) {
        throw new UsageException("not an executable file: " + name + "=" + value);
      }
      return path;
    }

    private static Path executableJar(String name, String value) throws UsageException {
      Path jar = Path.of(value).toAbsolutePath();
      if (!Files.isRegularFile(jar)) {
        throw new UsageException(
            "no such file: " + name + "=" + value + "; mvn -pl sample-app -am -DskipTests package makes it");
      }
      return jar;
    }

    /** Checked before the run: an error after it would cost all its figures. */
    private static Path writable(String value) throws UsageException {
      Path file = Path.of(value).toAbsolutePath();
      Path folder = file.getParent();
      if (Files.isDirectory(file) || folder == null || !Files.isDirectory(folder)) {
        throw new UsageException("must be a file in an existing folder: --out=" + value);
      }
      if (!Files.isWritable(Files.exists(file) ? file : folder)) {
        throw new UsageException("can't be written: --out=" + value);
      }
      return file;
    }
  }
}
