package io.multiprocessing.benchmarks;

import io.multiprocessing.benchmarks.Report.Figure;
import io.multiprocessing.benchmarks.Report.Series;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The command line of the comparison; {@code --help} says how it is used. */
public final class Main {

  static final int OK = 0;
  static final int FAILED = 1;
  static final int WRONG_USAGE = 2;

  private final PrintStream out;
  private final PrintStream err;

  Main(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Runs the command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    System.exit(new Main(System.out, System.err).run(arguments));
  }

  /** Runs the command and returns the exit code: 0, 1 if the run failed, 2 if the command line is wrong. */
  int run(String... arguments) {
    List<String> all = Arrays.asList(arguments);
    try {
      if (!all.isEmpty() && all.get(0).equals("--jmh")) {
        org.openjdk.jmh.Main.main(all.subList(1, all.size()).toArray(new String[0]));
      } else if (all.contains("--help")) {
        out.print(Options.HELP);
      } else {
        compare(Options.parse(arguments));
      }
      return OK;
    } catch (UsageException e) {
      err.println(e.getMessage());
      return WRONG_USAGE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      err.println("interrupted: there are no figures");
      return FAILED;
    } catch (IOException e) {
      err.println("failed: " + e.getMessage());
      if (e.getCause() != null) {
        e.getCause().printStackTrace(err);
      }
      return FAILED;
    } catch (RuntimeException e) {
      e.printStackTrace(err);
      return FAILED;
    }
  }

  private void compare(Options options) throws IOException, InterruptedException {
    try (Peers peers = Peers.start(options)) {
      try {
        compare(options, peers);
      } catch (IOException | RuntimeException e) {
        if (peers.endedByExit()) {
          throw new InterruptedException("the JVM exits, and its workers were ended for that");
        }
        throw e;
      }
    }
  }

  private void compare(Options options, Peers peers) throws IOException, InterruptedException {
    Instant begin = Instant.now();
    Comparison comparison = new Comparison(peers.list(), options, err::println);
    List<Figure> figures = comparison.run();
    Report report =
        new Report(
            begin, Machine.facts(), settings(options), facts(peers), Series.of(comparison.foreignShares()), figures);
    printHead(report);
    out.print(Table.of(report));
    if (options.out() != null) {
      write(report, options.out());
      out.println("written: " + options.out());
    }
  }

  private static Map<String, Object> settings(Options options) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("workers", options.workers());
    settings.put("rounds", options.rounds());
    settings.put("seconds", options.time().toNanos() / 1e9);
    settings.put("warmupSeconds", options.warmup().toNanos() / 1e9);
    return settings;
  }

  private static Map<String, Map<String, String>> facts(Peers peers) {
    Map<String, Map<String, String>> facts = new LinkedHashMap<>();
    peers.list().forEach(peer -> facts.put(peer.title(), peer.facts()));
    return facts;
  }

  private void printHead(Report report) {
    out.println("date:     " + report.date());
    out.println("machine:  " + words(report.machine()));
    out.println("settings: " + words(report.settings()) + " (medians of the rounds)");
    report.peers().forEach((title, facts) -> out.println(title + ": " + words(facts)));
    Series others = report.foreignShares();
    if (others != null) {
      out.printf(Locale.ROOT, "others used %.1f %% of the processors in the median turn, %.1f %% in the worst%n",
          others.median() * 100, Collections.max(others.rounds()) * 100);
    }
    out.println();
  }

  private static String words(Map<String, ?> facts) {
    String text = facts.toString();
    return text.substring(1, text.length() - 1);
  }

  private static void write(Report report, Path file) throws IOException {
    try {
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build().writeValue(file, report);
    } catch (JacksonException e) {
      throw new IOException("the report could not be written: " + file, e);
    }
  }
}
