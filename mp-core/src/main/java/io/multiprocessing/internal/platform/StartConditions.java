package io.multiprocessing.internal.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a child's start needs on the disk, looked at once one has failed: an update may have replaced or removed the JDK
 * or a jar while this process went on with what it had loaded.
 */
public final class StartConditions {

  private static final String VERSION_KEY = "JAVA_RUNTIME_VERSION=";
  private static final int MAX_NAMED = 5;

  private StartConditions() {}

  /**
   * What is missing or has changed, for the end of a message; empty if nothing is.
   *
   * @param chosen the chosen java executable, or null for the one that runs this process
   * @param classPath the children's class path; one may have named entries that never were there
   */
  public static String explain(@Nullable Path chosen, ClassPath classPath) {
    List<String> findings = new ArrayList<>();
    Path executable = chosen == null ? JavaExecutable.current() : chosen.toAbsolutePath();
    if (!Files.isExecutable(executable)) {
      findings.add("the java executable is missing: javaExecutable=" + executable);
    } else if (chosen == null) {
      addReplacement(findings, Path.of(System.getProperty("java.home")), Runtime.version().toString());
    }
    List<String> missing = classPath.entries().stream().filter(entry -> !ClassPath.isThere(entry)).toList();
    if (!missing.isEmpty()) {
      findings.add("class path entries that are not there: missing=" + missing.subList(0, Math.min(MAX_NAMED, missing.size()))
          + (missing.size() > MAX_NAMED ? " and " + (missing.size() - MAX_NAMED) + " more" : ""));
    }
    return findings.isEmpty() ? "" : String.join("; ", findings) + "; restart the application if it was updated meanwhile";
  }

  /** A JDK says its version in its file {@code release}; some distributions' is shorter than what the JVM says. */
  static void addReplacement(List<String> findings, Path home, String running) {
    try {
      for (String line : Files.readAllLines(home.resolve("release"), StandardCharsets.UTF_8)) {
        String version = line.startsWith(VERSION_KEY) ? line.substring(VERSION_KEY.length()).replace("\"", "") : running;
        if (!version.startsWith(number(running))) {
          findings.add("the JDK was replaced while this process ran: javaHome=" + home + ", running=" + running + ", there="
              + version);
        }
      }
    } catch (IOException e) {
      if (!Files.exists(home)) {
        findings.add("the JDK was removed while this process ran: javaHome=" + home);
      }
    }
  }

  /** {@code 17.0.15} of {@code 17.0.15+6-Debian-1}. */
  private static String number(String version) {
    int end = 0;
    while (end < version.length() && (Character.isDigit(version.charAt(end)) || version.charAt(end) == '.')) {
      end++;
    }
    return version.substring(0, end);
  }
}
