package io.multiprocessing.benchmarks;

import io.multiprocessing.benchmarks.Report.Figure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs the benchmarks: for each, every side warms up, and then they take turns, so that whatever else the machine does
 * falls on both. The side that begins changes from round to round. If asked to, it repeats a turn during which other
 * processes were busy in a quieter moment, and the quietest counts.
 */
final class Comparison {

  /** A turn counts at once if others used at most this share of the processors. */
  static final double QUIET_SHARE = 0.05;

  /** With patience for quiet moments: how often a turn is tried before the quietest try counts, quiet or not. */
  static final int MAX_TRIES = 4;

  private static final Duration WINDOW = Duration.ofMillis(500);
  private static final int MIN_SAMPLES = 3;

  private final List<Peer> peers;
  private final Options options;
  private final Consumer<String> progress;
  private final List<Double> foreignShares = new ArrayList<>();

  /** What one side did in one round, and the share of the processors that others used meanwhile. */
  private record Turn(Map<String, Double> values, double foreignShare) {}

  /**
   * A comparison that has not begun.
   *
   * @param peers this library and, if there is one, the other side
   * @param options what to run, how often and how long
   * @param progress is told what is being done, for people
   */
  Comparison(List<Peer> peers, Options options, Consumer<String> progress) {
    this.peers = List.copyOf(peers);
    this.options = options;
    this.progress = progress;
  }

  List<Figure> run() throws IOException, InterruptedException {
    List<Figure> figures = new ArrayList<>();
    for (Benchmark benchmark : options.benchmarks()) {
      List<Map<String, List<Double>>> values = run(benchmark);
      for (Metric metric : benchmark.metrics()) {
        List<Double> ours = values.get(0).getOrDefault(metric.key(), List.of());
        List<Double> theirs = values.size() > 1 ? values.get(1).getOrDefault(metric.key(), List.of()) : List.of();
        figures.add(Figure.of(benchmark, metric, ours, theirs));
      }
    }
    return figures;
  }

  /** The share of the processors that others used, for each turn that counted; 0 where the platform doesn't tell. */
  List<Double> foreignShares() {
    return List.copyOf(foreignShares);
  }

  /** For each side, the values of each metric, round by round. */
  private List<Map<String, List<Double>>> run(Benchmark benchmark) throws IOException, InterruptedException {
    progress.accept(benchmark.id() + ": warm-up");
    List<Map<String, List<Double>>> values = new ArrayList<>();
    for (Peer peer : peers) {
      peer.measure(benchmark, new Effort(options.warmup(), 1));
      values.add(new HashMap<>());
    }
    for (int round = 0; round < options.rounds(); round++) {
      progress.accept(benchmark.id() + ": round " + (round + 1) + " of " + options.rounds());
      for (int i = 0; i < peers.size(); i++) {
        int side = (round + i) % peers.size();
        Turn turn = quietestTurn(peers.get(side), benchmark);
        if (turn.values().isEmpty()) {
          continue; // this side has nothing of the kind
        }
        foreignShares.add(turn.foreignShare());
        turn.values().forEach(
            (metric, value) -> values.get(side).computeIfAbsent(metric, unused -> new ArrayList<>()).add(value));
      }
    }
    return values;
  }

  private Turn quietestTurn(Peer peer, Benchmark benchmark) throws IOException, InterruptedException {
    Turn quietest = turn(peer, benchmark);
    int maxTries = options.patience().isZero() ? 1 : MAX_TRIES;
    for (int tries = 1; tries < maxTries && quietest.foreignShare() > QUIET_SHARE; tries++) {
      progress.accept(
          String.format(Locale.ROOT, "%s: again, others used %.0f %% of the processors", benchmark.id(),
              quietest.foreignShare() * 100));
      awaitQuiet();
      Turn again = turn(peer, benchmark);
      quietest = again.foreignShare() < quietest.foreignShare() ? again : quietest;
    }
    return quietest;
  }

  private void awaitQuiet() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + options.patience().toNanos();
    double share;
    do {
      Optional<ForeignLoad> before = ForeignLoad.read();
      Thread.sleep(WINDOW.toMillis());
      share = shareSince(before);
    } while (share > QUIET_SHARE && System.nanoTime() - deadline < 0);
  }

  private Turn turn(Peer peer, Benchmark benchmark) throws IOException, InterruptedException {
    Optional<ForeignLoad> before = ForeignLoad.read();
    Map<String, Double> values = peer.measure(benchmark, new Effort(options.time(), MIN_SAMPLES));
    return new Turn(values, shareSince(before));
  }

  private static double shareSince(Optional<ForeignLoad> before) throws IOException {
    Optional<ForeignLoad> after = ForeignLoad.read();
    return before.isPresent() && after.isPresent() ? before.get().shareUntil(after.get()) : 0;
  }
}
