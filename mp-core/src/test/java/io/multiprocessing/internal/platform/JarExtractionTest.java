package io.multiprocessing.internal.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a jar whose own tool extracts one library. */
class JarExtractionTest {

  @TempDir Path folder;

  @BeforeEach
  void choose() {
    System.setProperty(CacheDirectory.PROPERTY, folder.resolve("cache").toString());
  }

  @AfterEach
  void restore() {
    System.clearProperty(CacheDirectory.PROPERTY);
  }

  /**
   * The main class of that jar: does what Spring Boot's {@code -Djarmode=tools extract --force --destination folder}
   * does.
   */
  public static final class Tool {

    private Tool() {}

    /** Writes a jar that refers to a library, and the library. */
    public static void main(String[] arguments) throws Exception {
      Path destination = Path.of(arguments[arguments.length - 1]);
      Manifest manifest = manifest();
      manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, "lib/a.jar");
      try (OutputStream out = new JarOutputStream(Files.newOutputStream(destination.resolve("app.jar")), manifest)) {
        out.flush();
      }
      Files.writeString(Files.createDirectories(destination.resolve("lib")).resolve("a.jar"), "library");
    }

    private static Manifest manifest() {
      Manifest manifest = new Manifest();
      manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
      return manifest;
    }
  }

  private Path jar() throws Exception {
    Manifest manifest = Tool.manifest();
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Tool.class.getName());
    Path jar = folder.resolve("app.jar");
    String entry = Tool.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        InputStream code = Tool.class.getClassLoader().getResourceAsStream(entry)) {
      out.putNextEntry(new JarEntry(entry));
      code.transferTo(out);
    }
    return jar;
  }

  @Test
  void whatACleanerHasTakenPartsOfIsMadeAnewInItsPlace() throws Exception {
    Path jar = jar();
    List<String> classPath = JarExtraction.extract(jar);
    assertThat(classPath).hasSize(2).allSatisfy(entry -> assertThat(Path.of(entry)).exists());
    Path library = Path.of(classPath.get(1));

    Files.delete(library);
    assertThat(JarExtraction.extract(jar)).isEqualTo(classPath);
    assertThat(library).hasContent("library");

    Files.write(library, new byte[0]); // as a power cut leaves it
    assertThat(JarExtraction.extract(jar)).isEqualTo(classPath);
    assertThat(library).hasContent("library");

    Files.delete(Path.of(classPath.get(0)));
    assertThat(JarExtraction.extract(jar)).isEqualTo(classPath);
    assertThat(folder.resolve("cache")).as("nothing half removed").isDirectoryNotContaining("glob:**making-*");
  }
}
