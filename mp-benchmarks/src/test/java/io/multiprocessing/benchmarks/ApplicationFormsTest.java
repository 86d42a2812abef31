package io.multiprocessing.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.Multiprocessing;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
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

  @Test
  void theExtractedJarRunsByItsManifest(@TempDir Path folder) throws Exception {
    List<String> arguments = new ApplicationForms(folder).arguments(Deployment.EXTRACTED, DeployedMain.class);
    assertThat(arguments).hasSize(2).startsWith("-jar");
    try (JarFile jar = new JarFile(arguments.get(1))) {
      Attributes manifest = jar.getManifest().getMainAttributes();
      assertThat(manifest.getValue(Attributes.Name.MAIN_CLASS)).isEqualTo(DeployedMain.class.getName());
      assertThat(manifest.getValue(Attributes.Name.CLASS_PATH)).contains("lib/kryo-");
    }
  }

  private static Path classFile(String folder, Class<?> type) {
    return Path.of(folder, type.getName().replace('.', '/') + ".class");
  }
}
