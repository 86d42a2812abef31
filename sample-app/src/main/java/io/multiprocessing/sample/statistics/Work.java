package io.multiprocessing.sample.statistics;

import java.util.List;
import java.util.Map;

/**
 * What all processes have counted, at one moment.
 *
 * @param total of all of them, those that are gone included
 * @param byProcess one for each process, in the order of their first documents
 */
public record Work(Tally total, List<OfProcess> byProcess) {

  public static final Work NONE = new Work(Tally.NONE, List.of());

  /** What the process {@code pid} has counted; pid 0 stands for those that are long gone. */
  public record OfProcess(long pid, Tally tally) {}

  static Work of(Map<Long, Tally> byPid) {
    return new Work(
        byPid.values().stream().reduce(Tally.NONE, Tally::plus),
        byPid.entrySet().stream().map(one -> new OfProcess(one.getKey(), one.getValue())).toList());
  }
}
