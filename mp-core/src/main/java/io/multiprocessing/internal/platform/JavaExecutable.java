package io.multiprocessing.internal.platform;

import io.multiprocessing.process.ProcessStartException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The java command that children are started with. */
public final class JavaExecutable {

  private JavaExecutable() {}

  /** The one that runs this JVM. */
  public static Path current() {
    String name = File.separatorChar == '\\' ? "java.exe" : "java";
    return Path.of(System.getProperty("java.home"), "bin", name);
  }

  /**
   * The chosen executable, or this JVM's own.
   *
   * @throws ProcessStartException if it is missing or can't be executed
   */
  public static Path require(@Nullable Path chosen) {
    Path executable = chosen == null ? current() : chosen.toAbsolutePath();
    if (!Files.isRegularFile(executable) || !Files.isExecutable(executable)) {
      throw new ProcessStartException(
          "the java executable must be a file that can be executed: javaExecutable=" + executable
              + (chosen == null ? "; was the JDK moved or replaced under the running application?" : "; set another"));
    }
    return executable;
  }
}
