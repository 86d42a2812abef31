package io.multiprocessing.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

  @Test
  void readsEveryOption(@TempDir Path folder) throws Exception {
    Path out = folder.resolve("figures.json");
    Path sample = Files.createFile(folder.resolve("sample.jar"));
    Options options = Options.parse("--no-python", "--only=map, apply", "--out=" + out, "--sample=" + sample,
        "--workers=3", "--rounds=7", "--seconds=0.5", "--warmup=1", "--patience=30");
    assertThat(options).isEqualTo(new Options(null, out, null, sample, List.of(Benchmark.APPLY, Benchmark.MAP), 3, 7,
        Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(30)));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      --fast           | unknown option: --fast
      --only=apply,fly | no such benchmark: --only=fly; there are: apply, map-chunk1
      --only           | a value is missing: write --only=VALUE
      --quick=yes      | this option takes no value: --quick=yes
      --rounds=0       | must be at least 1: --rounds=0
      --rounds=many    | not a number: --rounds=many
      --seconds=-1     | must be more than 0 and at most 3600 seconds: --seconds=-1
      --seconds=NaN    | must be more than 0 and at most 3600 seconds: --seconds=NaN
      --warmup=x       | not a number: --warmup=x
      --workers=0      | must be at least 1: --workers=0
      --out=/no/such/folder/figures.json | must be a file in an existing folder: --out=/no/such/folder/figures.json
      --java=/no/java  | not an executable file: --java=/no/java
      --sample=/no/jar | no such file: --sample=/no/jar; mvn
      --only=spring-worker | needs the sample application's executable jar: spring-worker; give --sample=JAR
      --python=/no/py  | no such Python interpreter: --python=/no/py
      """)
  void saysWhatIsWrongWithAnOption(String argument, String message) {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Options.parse(argument))
        .withMessageStartingWith(message);
  }

  @Test
  void withoutASampleAllBenchmarksAreThoseThatNeedNone() throws Exception {
    assertThat(Options.parse("--no-python").benchmarks())
        .contains(Benchmark.APPLY, Benchmark.SPAWN_EXECUTABLE_JAR)
        .doesNotContain(Benchmark.SPRING_WORKER, Benchmark.SPRING_WORKER_NO_IMAGE);
  }

  @Test
  void looksForAnInterpreterOnThePathOnlyByName(@TempDir Path folder) {
    assertThat(PythonInterpreter.find("python3", folder.toString())).isEmpty();
    assertThat(PythonInterpreter.find("python3", null)).isEmpty();
    assertThat(PythonInterpreter.find(folder.toString(), "")).isEmpty();
  }
}
