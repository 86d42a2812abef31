package io.multiprocessing.benchmarks;

import io.multiprocessing.Multiprocessing;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.springframework.boot.loader.tools.Library;
import org.springframework.boot.loader.tools.LibraryScope;
import org.springframework.boot.loader.tools.Repackager;

/**
 * Makes of this program's class path what Spring Boot makes of an application's: class folders, an executable jar, and
 * that jar extracted. Each is made when it is first asked for, below one folder. Not safe for use by several threads.
 */
final class ApplicationForms {

  private static final long TOOL_LIMIT_SECONDS = 60;
  private static final String JAR_NAME = "benchmarks.jar";

  private final Path folder;

  /** @param folder an empty one, which the caller removes */
  ApplicationForms(Path folder) {
    this.folder = folder;
  }

  /** What follows the java executable and its flags to run {@code main} in a form. */
  List<String> arguments(Deployment form, Class<?> main) throws IOException, InterruptedException {
    return switch (form) {
      case CLASSES -> List.of("-cp", classFolders(), main.getName());
      case EXTRACTED -> List.of("-jar", extracted(main).toString());
      case EXECUTABLE_JAR -> List.of("-jar", executableJar(main).toString());
    };
  }

  private String classFolders() throws IOException {
    List<Path> own = List.of(sourceOf(Main.class), sourceOf(Multiprocessing.class));
    List<String> entries = new ArrayList<>();
    for (Path source : own) {
      entries.add(asFolder(source).toString());
    }
    for (Path library : classPath()) {
      if (!own.contains(library)) {
        entries.add(library.toString());
      }
    }
    return String.join(File.pathSeparator, entries);
  }

  private Path executableJar(Class<?> main) throws IOException {
    Path jar = folder.resolve("executable").resolve(JAR_NAME);
    if (Files.notExists(jar)) {
      Files.createDirectories(jar.getParent());
      Path own = sourceOf(Main.class);
      Repackager repackager = new Repackager(asJar(own).toFile());
      repackager.setMainClass(main.getName());
      repackager.setBackupSource(false);
      List<Path> libraries = classPath();
      libraries.remove(own);
      repackager.repackage(jar.toFile(), callback -> {
        for (Path library : libraries) {
          callback.library(new Library(asJar(library).toFile(), LibraryScope.COMPILE));
        }
      });
    }
    return jar;
  }

  private Path extracted(Class<?> main) throws IOException, InterruptedException {
    Path destination = folder.resolve("extracted");
    if (Files.notExists(destination)) {
      Process tool =
          new ProcessBuilder(
                  Machine.javaExecutable(), "-Djarmode=tools", "-jar", executableJar(main).toString(), "extract",
                  "--destination", destination.toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      boolean ended = tool.waitFor(TOOL_LIMIT_SECONDS, TimeUnit.SECONDS);
      if (!ended || tool.exitValue() != 0) {
        tool.destroyForcibly();
        throw new IOException("the executable jar could not be extracted by its own tool: "
            + (ended ? "exitCode=" + tool.exitValue() : "limitSeconds=" + TOOL_LIMIT_SECONDS));
      }
    }
    return destination.resolve(JAR_NAME);
  }

  /** The jars and folders of this program and what the manifests refer to, each once; what isn't there is left out. */
  private static List<Path> classPath() throws IOException {
    List<Path> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      add(Path.of(entry).toAbsolutePath().normalize(), entries);
    }
    return entries;
  }

  private static void add(Path entry, List<Path> entries) throws IOException {
    if (Files.notExists(entry) || entries.contains(entry)) {
      return;
    }
    entries.add(entry);
    if (Files.isRegularFile(entry)) {
      try (JarFile jar = new JarFile(entry.toFile())) {
        Manifest manifest = jar.getManifest();
        String more = manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
        for (String reference : more == null ? new String[0] : more.trim().split(" +")) {
          if (reference.indexOf(':') < 0) { // a file beside it, as Maven writes them
            add(entry.resolveSibling(reference).normalize(), entries);
          }
        }
      }
    }
  }

  private static Path sourceOf(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    try {
      return Path.of(source.getLocation().toURI()).toAbsolutePath().normalize();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a code source must be a file: location=" + source.getLocation(), e);
    }
  }

  private Path asFolder(Path source) throws IOException {
    Path target = folder.resolve("classes-" + source.getFileName());
    if (Files.isDirectory(source) || Files.isDirectory(target)) {
      return Files.isDirectory(source) ? source : target;
    }
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(source))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = target.resolve(entry.getName()).normalize();
        if (!entry.isDirectory() && file.startsWith(target)) {
          Files.createDirectories(file.getParent());
          Files.copy(zip, file);
        }
      }
    }
    return target;
  }

  private Path asJar(Path source) throws IOException {
    if (Files.isRegularFile(source)) {
      return source;
    }
    Path target = Files.createTempFile(folder, "classes-", ".jar");
    try (OutputStream out = Files.newOutputStream(target);
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> files = Files.walk(source)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        zip.putNextEntry(new ZipEntry(source.relativize(file).toString().replace(File.separatorChar, '/')));
        try (InputStream content = Files.newInputStream(file)) {
          content.transferTo(zip);
        }
      }
    }
    return target;
  }
}
