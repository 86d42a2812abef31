package io.multiprocessing.internal.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartConditionsTest {

  @TempDir Path folder;

  private static final ClassPath NOTHING_MISSING = new ClassPath(List.of("/", "/lib/*"), null);

  private List<String> findings(String release) throws Exception {
    Files.writeString(folder.resolve("release"), release);
    List<String> findings = new ArrayList<>();
    StartConditions.addReplacement(findings, folder, "17.0.15+6-Debian-1");
    return findings;
  }

  @Test
  void sayNothingWhereAllIsAsItWas() throws Exception {
    assertThat(StartConditions.explain(null, NOTHING_MISSING)).isEmpty();
    assertThat(findings("IMPLEMENTOR=\"x\"\nJAVA_RUNTIME_VERSION=\"17.0.15+6\"\n")).isEmpty();
    assertThat(findings("JAVA_VERSION=\"17.0.15\"\n")).as("another kind of release file").isEmpty();
  }

  @Test
  void nameTheExecutableAndTheEntriesThatAreGone() {
    Path java = folder.resolve("java");
    List<String> entries = IntStream.rangeClosed(1, 7).mapToObj(i -> folder.resolve(i + ".jar").toString()).toList();

    assertThat(StartConditions.explain(java, new ClassPath(entries, null)))
        .isEqualTo(
            "the java executable is missing: javaExecutable=" + java + "; class path entries that are not there: missing="
                + entries.subList(0, 5) + " and 2 more; restart the application if it was updated meanwhile");
  }

  @Test
  void nameTheVersionThatTookThePlaceOfThisOne() throws Exception {
    assertThat(findings("JAVA_RUNTIME_VERSION=\"17.0.16+8\"\n"))
        .containsExactly(
            "the JDK was replaced while this process ran: javaHome=" + folder
                + ", running=17.0.15+6-Debian-1, there=17.0.16+8");

    List<String> findings = new ArrayList<>();
    StartConditions.addReplacement(findings, folder.resolve("gone"), "17.0.15+6");
    assertThat(findings).containsExactly("the JDK was removed while this process ran: javaHome=" + folder.resolve("gone"));
  }
}
