package io.multiprocessing.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.Multiprocessing;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicationFormsTest {

  @Test
  void theProjectsOwnClassesComeFirstAndFromFolders(@TempDir Path folder) throws Exception {
    List<String> arguments = new ApplicationForms(folder).arguments(Deployment.CLASSES, DeployedMain.class);
    assertThat(arguments).hasSize(3).startsWith("-cp").endsWith(DeployedMain.class.getName());
    String[] entries = arguments.get(1).split(File.pathSeparator);
    assertThat(classFile(entries[0], DeployedMain.class)).exists();
    assertThat(classFile(entries[1], Multiprocessing.class)).exists();
    assertThat(entries).doesNotHaveDuplicates().allMatch(entry -> Files.exists(Path.of(entry)));
  }

  private static Path classFile(String folder, Class<?> type) {
    return Path.of(folder, type.getName().replace('.', '/') + ".class");
  }
}
