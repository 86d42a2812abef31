package io.multiprocessing.sample.web;

import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The Chromium that is installed on this machine, without a window. */
final class Browser implements AutoCloseable {

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser chromium;

  private Browser(Path executable) {
    playwright = Playwright.create(
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    chromium = playwright.chromium().launch(new LaunchOptions().setExecutablePath(executable).setArgs(arguments()));
  }

  /** Starts it, or skips the tests that ask for it where there is none. */
  static Browser start() {
    Optional<Path> executable = find();
    if (executable.isEmpty()) {
      String reason = "Skipped: no browser is installed. None of these is on the PATH: " + String.join(", ", NAMES);
      System.out.println(reason);
      Assumptions.abort(reason);
    }
    return new Browser(executable.orElseThrow());
  }

  com.microsoft.playwright.Browser chromium() {
    return chromium;
  }

  private static Optional<Path> find() {
    String path = System.getenv().getOrDefault("PATH", "");
    return NAMES.stream()
        .flatMap(name -> Stream.of(path.split(File.pathSeparator)).map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Chromium has no sandbox for root. */
  private static List<String> arguments() {
    return "root".equals(System.getProperty("user.name")) ? List.of("--no-sandbox") : List.of();
  }

  @Override
  public void close() {
    playwright.close();
  }
}
