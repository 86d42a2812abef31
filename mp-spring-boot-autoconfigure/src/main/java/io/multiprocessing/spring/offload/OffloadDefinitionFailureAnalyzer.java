package io.multiprocessing.spring.offload;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which {@code @Offload} stops the start, why, and what to do. */
final class OffloadDefinitionFailureAnalyzer extends AbstractFailureAnalyzer<OffloadDefinitionException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, OffloadDefinitionException cause) {
    String description =
        String.format("@Offload can't work here:%n%n    Method: %s%n    Reason: %s", cause.place(), cause.reason());
    return new FailureAnalysis(description, cause.mend(), cause);
  }
}
