package io.multiprocessing.internal.platform;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * The class path of the children: this JVM's own, with absolute entries. An executable jar of Spring Boot, whose nested
 * jars only its own launcher can read, is extracted first; where that isn't possible its {@code PropertiesLauncher}
 * starts the child.
 *
 * @param entries files and folders
 * @param launcher the main class that starts the child's main class by the system property {@code loader.main}, or null
 *     if the child's main class is started directly
 */
public record ClassPath(List<String> entries, @Nullable String launcher) {

  private static final String PROPERTIES_LAUNCHER = "org.springframework.boot.loader.launch.PropertiesLauncher";

  public ClassPath {
    entries = List.copyOf(entries);
  }

  /**
   * This JVM's class path.
   *
   * @throws IOException if an executable jar can be neither extracted nor launched
   */
  public static ClassPath current() throws IOException {
    List<String> entries = absoluteEntries(System.getProperty("java.class.path", ""));
    String modulePath = System.getProperty("jdk.module.path");
    if (modulePath != null) {
      entries.addAll(absoluteEntries(modulePath));
    }
    if (entries.size() == 1) {
      Path jar = Path.of(entries.get(0));
      if (Files.isRegularFile(jar) && isExecutableJar(jar)) {
        return ofExecutableJar(jar);
      }
    }
    return new ClassPath(entries, null);
  }

  private static List<String> absoluteEntries(String path) {
    List<String> entries = new ArrayList<>();
    for (String entry : path.split(File.pathSeparator)) {
      entries.add(new File(entry).getAbsolutePath()); // an empty entry is the working directory
    }
    return entries;
  }

  private static boolean isExecutableJar(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      Manifest manifest = file.getManifest();
      return manifest != null && manifest.getMainAttributes().getValue("Spring-Boot-Classes") != null;
    }
  }

  private static ClassPath ofExecutableJar(Path jar) throws IOException {
    List<String> extracted = JarExtraction.extract(jar);
    return extracted != null
        ? new ClassPath(extracted, null)
        : new ClassPath(List.of(jar.toString()), PROPERTIES_LAUNCHER);
  }

  /** The class path entries of an extracted application jar: the jar, and what its manifest refers to. */
  static List<String> withManifestClassPath(Path jar) throws IOException {
    List<String> entries = new ArrayList<>();
    entries.add(jar.toString());
    try (JarFile file = new JarFile(jar.toFile())) {
      Manifest manifest = file.getManifest();
      String references =
          manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      if (references != null) {
        for (String reference : references.trim().split(" +")) {
          entries.add(jar.resolveSibling(reference).normalize().toString());
        }
      }
    }
    return entries;
  }

  /** Whether all entries are there; one may have named entries that never were. */
  public boolean isComplete() {
    return entries.stream().allMatch(ClassPath::isThere);
  }

  static boolean isThere(String entry) {
    return entry.endsWith("*") || new File(entry).exists();
  }

  /** The entries as one string for {@code -cp}. */
  public String joined() {
    return String.join(File.pathSeparator, entries);
  }
}
