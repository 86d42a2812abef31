package io.multiprocessing.spring.manager;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which manager stops the start, why, and what to do. */
final class ManagerStartFailureAnalyzer extends AbstractFailureAnalyzer<ManagerStartException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, ManagerStartException cause) {
    String description = String.format("%s:%n%n    Reason: %s", cause.problem(), cause.getCause().getMessage());
    return new FailureAnalysis(description, cause.mend(), cause);
  }
}
