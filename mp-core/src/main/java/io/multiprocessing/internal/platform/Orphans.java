package io.multiprocessing.internal.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one child has started itself, and what outlives it when it crashes or ends by a signal: the system gives orphans
 * another parent, so that they can't be found by that any more. They are found by a variable of their environment,
 * which they have from the child unless somebody took it away. Only Linux shows the environment of a process, to its
 * user; elsewhere nothing is found.
 */
public final class Orphans {

  /**
   * A process without this variable in its environment is left alone. Its name is no setting of ours, as Spring would
   * read it.
   */
  private static final String VARIABLE = "MP_CHILD";

  private static final Logger log = LoggerFactory.getLogger(Orphans.class);
  private static final Path PROCESSES = Path.of("/proc");

  private final String mark;

  /**
   * @param mark what no other child on this machine has
   */
  public Orphans(String mark) {
    this.mark = mark;
  }

  /** Marks the child that gets this environment, and so whatever it starts. */
  public void mark(Map<String, String> environment) {
    environment.put(VARIABLE, mark);
  }

  /** Kills those that live. Reads a file of each process on the machine, so it is for ends that are rare. */
  public void end() {
    byte[] entry = (VARIABLE + "=" + mark + "\0").getBytes(StandardCharsets.UTF_8);
    try (DirectoryStream<Path> found = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
      for (Path process : found) {
        endIfMarked(process, entry);
      }
    } catch (IOException | DirectoryIteratorException e) {
      log.debug("what a child has left behind can't be looked for here", e);
    }
  }

  private void endIfMarked(Path process, byte[] entry) {
    Optional<ProcessHandle> handle = ProcessHandle.of(Long.parseLong(process.getFileName().toString()));
    try {
      if (handle.isPresent() && contains(Files.readAllBytes(process.resolve("environ")), entry)) {
        log.debug("a process that a child had started is killed, because the child has ended: pid={}, child={}",
            handle.get().pid(), mark);
        handle.get().destroyForcibly(); // of nobody who has got its number meanwhile
      }
    } catch (IOException e) {
      log.trace("the environment of a process can't be seen: it is another user's, or has ended: process={}", process, e);
    }
  }

  /** Whether one of the zero-terminated entries is this one. */
  private static boolean contains(byte[] environment, byte[] entry) {
    int start = 0;
    for (int i = 0; i < environment.length; i++) {
      if (environment[i] == 0) {
        if (Arrays.equals(environment, start, i + 1, entry, 0, entry.length)) {
          return true;
        }
        start = i + 1;
      }
    }
    return false;
  }
}
