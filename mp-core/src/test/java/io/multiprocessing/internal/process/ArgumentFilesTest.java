package io.multiprocessing.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.ProcessStartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArgumentFilesTest {

  @TempDir Path folder;

  @Test
  void writesEachListOnceAndOneForEach() throws Exception {
    ArgumentFiles files = new ArgumentFiles(folder);
    Path first = files.fileFor(List.of("-a", "b c"));

    assertThat(files.fileFor(List.of("-a", "b c"))).isEqualTo(first);
    assertThat(files.fileFor(List.of("-a b c"))).isNotEqualTo(first);
    assertThat(first).hasContent("\"-a\"\n\"b c\"\n");
  }

  @Test
  void writesOneAgainThatACleanerOfTemporaryFoldersHasTaken() throws Exception {
    ArgumentFiles files = new ArgumentFiles(folder);
    Path first = files.fileFor(List.of("-a"));
    Path second = files.fileFor(List.of("-b"));
    Files.delete(first);

    assertThat(files.fileFor(List.of("-a"))).isEqualTo(first).hasContent("\"-a\"\n");
    assertThat(second).hasContent("\"-b\"\n");
  }

  @Test
  void namesTheFileThatCannotBeWrittenAndTheMend() {
    ArgumentFiles files = new ArgumentFiles(folder.resolve("missing"));

    assertThatThrownBy(() -> files.fileFor(List.of("-a")))
        .isInstanceOf(ProcessStartException.class)
        .hasMessageContaining("path=" + folder.resolve("missing"))
        .hasMessageContaining("-Dmultiprocessing.run-directory");
  }

  @Test
  void argumentsOfEveryKindReachARealJvmAsTheyAre() throws Exception {
    String[] values = {
      "two words", "a \"quoted\" word", "it's", "back\\slash\\", "tab\tand\nline\rend\fpage", "#no comment", "@no-file", "",
      "Größe ñ 漢字", "$HOME `x` * ?", " leading and trailing ", "x".repeat(20_000)
    };
    String[] arguments = new String[values.length];
    for (int i = 0; i < values.length; i++) {
      arguments[i] = "-Dvalue" + i + "=" + values[i];
    }
    String file = folder.resolve("wrong").toString();
    ChildProcess child =
        Multiprocessing.get().with(LaunchOptions.builder().jvmArguments(arguments).build()).process(() -> {
          for (int i = 0; i < values.length; i++) {
            if (!values[i].equals(System.getProperty("value" + i))) {
              Files.writeString(Path.of(file), i + ": " + System.getProperty("value" + i));
              System.exit(9);
            }
          }
        });
    child.start();

    assertThat(child.join(Duration.ofSeconds(40))).isTrue();
    assertThat(Path.of(file)).doesNotExist();
    assertThat(child.exitCode()).hasValue(0);
  }
}
