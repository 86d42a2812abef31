package io.multiprocessing.benchmarks;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the CPython to compare with. */
final class PythonInterpreter {

  static final String DEFAULT_NAME = "python3";

  private PythonInterpreter() {}

  /**
   * The interpreter that {@code nameOrPath} stands for.
   *
   * @param nameOrPath a path, or a name to look for on the PATH
   * @return the executable, or nothing if there is none
   */
  static Optional<Path> find(String nameOrPath) {
    return find(nameOrPath, System.getenv("PATH"));
  }

  static Optional<Path> find(String nameOrPath, @Nullable String searchPath) {
    if (nameOrPath.contains("/") || nameOrPath.contains(File.separator)) {
      return Optional.of(Path.of(nameOrPath)).filter(PythonInterpreter::isProgram);
    }
    for (String folder : searchPath == null ? new String[0] : searchPath.split(File.pathSeparator)) {
      Path candidate = Path.of(folder, nameOrPath);
      if (isProgram(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private static boolean isProgram(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }
}
