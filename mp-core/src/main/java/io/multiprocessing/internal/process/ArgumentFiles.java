package io.multiprocessing.internal.process;

import io.multiprocessing.process.ProcessStartException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The argument files of the java launcher, one for each list of arguments, in the run directory. */
final class ArgumentFiles {

  private static final int MAX_FILES = 10_000;

  private final Path directory;
  private final Map<List<String>, Path> files = new HashMap<>(); // guarded by this

  ArgumentFiles(Path directory) {
    this.directory = directory;
  }

  /**
   * The file that holds these arguments.
   *
   * @throws ProcessStartException if it can't be written
   */
  synchronized Path fileFor(List<String> arguments) {
    Path existing = files.get(arguments);
    if (existing != null && Files.exists(existing)) {
      return existing;
    }
    if (existing == null && files.size() == MAX_FILES) {
      throw new ProcessStartException(
          "at most " + MAX_FILES + " different sets of JVM options can be used by one process: sets=" + files.size());
    }
    // A cleaner of temporary folders may have taken one that nobody has read for days.
    Path file = existing != null ? existing : directory.resolve("arguments-" + files.size());
    StringBuilder text = new StringBuilder();
    for (String argument : arguments) {
      text.append(quote(argument)).append('\n');
    }
    try {
      Files.writeString(file, text, Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")));
    } catch (IOException e) {
      throw new ProcessStartException(
          "the argument file of a child could not be written: path=" + file + ", reason=" + e
              + "; free some space there, or set -Dmultiprocessing.run-directory to a writable folder",
          e);
    }
    file.toFile().deleteOnExit();
    files.put(arguments, file);
    return file;
  }

  /** The launcher takes backslashes in quotes as escapes, and ends an argument at the end of a line of either kind. */
  static String quote(String argument) {
    String escaped =
        argument.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r");
    return '"' + escaped + '"';
  }
}
