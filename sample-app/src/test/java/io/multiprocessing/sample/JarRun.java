package io.multiprocessing.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A run of the executable jar, in a process of its own, with its output in a file. */
final class JarRun implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final Process process;
  private final Path output;

  private JarRun(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  static JarRun start(Path jar, Path workingFolder, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("-jar", jar.toString()));
    all.addAll(List.of(arguments));
    return java(workingFolder, all);
  }

  /** Puts what is in the executable jar into a folder, as one does for an image of a container. */
  static JarRun extract(Path jar, Path workingFolder, Path destination) throws IOException {
    return java(
        workingFolder,
        List.of("-Djarmode=tools", "-jar", jar.toString(), "extract", "--destination", destination.toString()));
  }

  private static JarRun java(Path workingFolder, List<String> arguments) throws IOException {
    Path output = Files.createTempFile(workingFolder, "output", ".txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(workingFolder.toFile());
    return new JarRun(builder.redirectErrorStream(true).redirectOutput(output.toFile()).start(), output);
  }

  /** Waits until it ends; returns its exit code. */
  int awaitExit() throws InterruptedException, IOException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("it ends: %s", output()).isTrue();
    return process.exitValue();
  }

  /** Waits until it has written a line in which {@code pattern} is found. */
  MatchResult awaitLine(String pattern) {
    Pattern compiled = Pattern.compile(pattern);
    return Awaitility.await(pattern).atMost(PATIENCE).until(() -> find(compiled), Optional::isPresent).orElseThrow();
  }

  /** The workers, and whatever else it started. */
  List<ProcessHandle> children() {
    return process.descendants().toList();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** As {@code kill -TERM} does. */
  void terminate() {
    process.destroy();
  }

  String output() throws IOException {
    return Files.readString(output);
  }

  private Optional<MatchResult> find(Pattern pattern) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(output, StandardCharsets.UTF_8)) {
      return lines.lines().flatMap(line -> pattern.matcher(line).results()).findFirst();
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
