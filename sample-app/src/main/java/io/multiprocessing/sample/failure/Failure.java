package io.multiprocessing.sample.failure;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong with a document.
 *
 * @param title it in a few words, e.g. {@code The worker crashed (SIGSEGV)}
 * @param text what that means for the person who sent the document
 * @param lostWorker whether a worker ended with it and is replaced
 * @param workerPid the worker's process id, or null if there was none or nobody knows
 * @param facts the technical detail
 * @param errorLines the last lines of the worker's standard error, oldest first
 */
public record Failure(
    String title,
    String text,
    boolean lostWorker,
    @Nullable Long workerPid,
    List<Fact> facts,
    List<String> errorLines) {

  public Failure {
    facts = List.copyOf(facts);
    errorLines = List.copyOf(errorLines);
  }

  static Failure of(String title, String text, Fact... facts) {
    return new Failure(title, text, false, null, List.of(facts), List.of());
  }

  /** One line of the technical detail. */
  public record Fact(String name, String value) {}
}
