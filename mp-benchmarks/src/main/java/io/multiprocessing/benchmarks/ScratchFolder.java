package io.multiprocessing.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A temporary folder that goes with all it holds. Applications that are measured have their cache there. */
final class ScratchFolder implements AutoCloseable {

  private final Path path;

  ScratchFolder() throws IOException {
    path = Files.createTempDirectory("mp-benchmarks-").toRealPath();
  }

  Path path() {
    return path;
  }

  /**
   * The command that runs an application on the JVM that runs this. Its worker images lie in this folder and are made
   * at once. It has none if {@code image} is false, or this program itself runs with {@code
   * -Dmultiprocessing.worker-image=false}.
   */
  List<String> java(boolean image) {
    boolean wanted = image && !"false".equalsIgnoreCase(System.getProperty("multiprocessing.worker-image"));
    return List.of(
        Machine.javaExecutable(),
        "-Dmultiprocessing.cache-directory=" + path.resolve("cache"),
        "-Dmultiprocessing.worker-image-delay=0",
        "-Dmultiprocessing.worker-image=" + wanted);
  }

  /** Deletes it. Idempotent. What can't be deleted is named on the standard error. */
  @Override
  public void close() {
    if (Files.notExists(path)) {
      return;
    }
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      System.err.println("could not delete a temporary folder: " + e.getMessage());
    }
  }
}
