package io.multiprocessing.internal.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathTest {

  @TempDir Path folder;
  private String former;

  @BeforeEach
  void keep() {
    former = System.getProperty("java.class.path");
  }

  @AfterEach
  void reset() {
    System.setProperty("java.class.path", former);
  }

  private static ClassPath of(String classPath) throws Exception {
    System.setProperty("java.class.path", classPath);
    return ClassPath.current();
  }

  @Test
  void hasAbsoluteEntriesInTheirOrder() throws Exception {
    String here = Path.of("").toAbsolutePath().toString();

    ClassPath classPath = of("b.jar" + File.pathSeparator + "/x/a.jar" + File.pathSeparator + "lib/*");

    assertThat(classPath.entries()).containsExactly(here + "/b.jar", "/x/a.jar", here + "/lib/*");
    assertThat(classPath.joined()).isEqualTo(String.join(File.pathSeparator, classPath.entries()));
    assertThat(classPath.launcher()).isNull();
  }

  @Test
  void anEmptyEntryIsTheWorkingDirectory() throws Exception {
    String here = Path.of("").toAbsolutePath().toString();

    assertThat(of("").entries()).containsExactly(here);
    assertThat(of("/x/a.jar" + File.pathSeparator + File.pathSeparator + "/x/b.jar").entries())
        .containsExactly("/x/a.jar", here, "/x/b.jar");
  }

  @Test
  void aPlainJarIsTakenAsItIs() throws Exception {
    Path jar = jar("plain jar.jar", new Attributes.Name("Main-Class"), "x.Main");

    assertThat(of(jar.toString()).entries()).containsExactly(jar.toString());
  }

  @Test
  void followsTheManifestOfAnExtractedApplication() throws Exception {
    Path jar = jar("app.jar", Attributes.Name.CLASS_PATH, "lib/a.jar lib/b.jar");

    assertThat(ClassPath.withManifestClassPath(jar))
        .containsExactly(jar.toString(), folder.resolve("lib/a.jar").toString(), folder.resolve("lib/b.jar").toString());
  }

  private Path jar(String name, Attributes.Name attribute, String value) throws Exception {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(attribute, value);
    Path jar = folder.resolve(name);
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      out.flush();
    }
    return jar;
  }
}
