package io.multiprocessing.sample.failure;

import io.multiprocessing.pool.WorkerDiedException.Death;
import io.multiprocessing.sample.failure.Failure.Fact;
import io.multiprocessing.sample.text.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The ways in which a worker dies, in words. */
final class WorkerDeaths {

  private WorkerDeaths() {}

  static Failure explain(Death death, String heapLimit, String ending) {
    String crashReport = death.crashReport();
    Optional<CrashReport> report = crashReport == null ? Optional.empty() : CrashReport.read(crashReport);
    String signal = report.flatMap(CrashReport::signal).orElseGet(() -> death.status().signalName());
    return new Failure(title(death, signal), text(death, signal, heapLimit) + ending, true, death.pid(),
        facts(death, report), death.lastErrorLines());
  }

  private static String title(Death death, String signal) {
    if (death.outOfMemory()) {
      return "The worker ran out of memory";
    }
    return switch (signal) {
      case "" -> "The worker exited (code " + death.status().exitCode() + ")";
      case "SIGKILL", "SIGTERM" -> "The worker was killed (" + signal + ")";
      default -> "The worker crashed (" + signal + ")";
    };
  }

  private static String text(Death death, String signal, String heapLimit) {
    if (death.outOfMemory()) {
      String limit = heapLimit.isBlank() ? "memory" : heapLimit.replaceFirst("(?<=[0-9])(?=[A-Z])", " ") + " of heap";
      return "It needed more than the " + limit + " that a worker may use, so the worker was ended.";
    }
    return switch (signal) {
      case "" -> "Something in the worker called System.exit. Inside the service that would have been the end of it.";
      case "SIGSEGV", "SIGBUS" ->
          "Native code touched memory that is not its own. Inside the service that would have been the end of it.";
      case "SIGABRT" -> "The worker's JVM found itself in a state that it could not go on from, and gave up.";
      case "SIGKILL" -> "Something outside the service killed it: a person, or the system when it ran short of memory.";
      case "SIGTERM" -> "Something outside the service asked the worker to end.";
      default -> "Its process ended in the middle of this.";
    };
  }

  private static List<Fact> facts(Death death, Optional<CrashReport> report) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Worker", death.worker()));
    facts.add(new Fact("Process id", Long.toString(death.pid())));
    facts.add(new Fact("Exit status", death.status().toString()));
    facts.add(new Fact("Task", death.task()));
    facts.add(new Fact("Had it for", Durations.inWords(death.ran())));
    report.flatMap(CrashReport::frame).ifPresent(frame -> facts.add(new Fact("Crashed in", frame)));
    if (death.crashReport() != null) {
      facts.add(new Fact("Crash report", death.crashReport()));
    }
    return facts;
  }
}
