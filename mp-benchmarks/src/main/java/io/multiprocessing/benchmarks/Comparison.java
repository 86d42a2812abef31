package io.multiprocessing.benchmarks;

import io.multiprocessing.benchmarks.Report.Figure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Runs the benchmarks: for each, every side warms up, and then they take turns, so that whatever else the machine does falls
 * on both. The side that begins changes from round to round.
 */
final class Comparison {

  private static final int MIN_SAMPLES = 3;

  private final List<Peer> peers;
  private final Options options;
  private final Consumer<String> progress;

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
      Map<Peer, Map<String, List<Double>>> values = run(benchmark);
      for (Metric metric : benchmark.metrics()) {
        figures.add(Figure.of(
            benchmark, metric, valuesOf(values, 0, metric.key()), valuesOf(values, 1, metric.key())));
      }
    }
    return figures;
  }

  private Map<Peer, Map<String, List<Double>>> run(Benchmark benchmark) throws IOException, InterruptedException {
    progress.accept(benchmark.id() + ": warm-up");
    for (Peer peer : peers) {
      peer.measure(benchmark, new Effort(options.warmup(), 1));
    }
    Map<Peer, Map<String, List<Double>>> values = new HashMap<>();
    for (int round = 0; round < options.rounds(); round++) {
      progress.accept(benchmark.id() + ": round " + (round + 1) + " of " + options.rounds());
      for (int turn = 0; turn < peers.size(); turn++) {
        Peer peer = peers.get((round + turn) % peers.size());
        Map<String, List<Double>> rounds = values.computeIfAbsent(peer, unused -> new HashMap<>());
        peer.measure(benchmark, new Effort(options.time(), MIN_SAMPLES))
            .forEach((metric, value) -> rounds.computeIfAbsent(metric, unused -> new ArrayList<>()).add(value));
      }
    }
    return values;
  }

  private List<Double> valuesOf(Map<Peer, Map<String, List<Double>>> values, int peer, String metric) {
    return peer < peers.size() ? values.get(peers.get(peer)).getOrDefault(metric, List.of()) : List.of();
  }
}
