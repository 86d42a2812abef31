package io.multiprocessing.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which key under {@code multiprocessing} stops the start, where it stands, and what to do. */
final class InvalidPropertyFailureAnalyzer extends AbstractFailureAnalyzer<InvalidPropertyException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, InvalidPropertyException cause) {
    StringBuilder description = new StringBuilder();
    description.append(String.format("%s:%n", capitalized(cause.reason())));
    description.append(String.format("%n    Property: %s", cause.key()));
    description.append(String.format("%n    Value: \"%s\"", cause.value()));
    if (cause.origin() != null) {
      description.append(String.format("%n    Origin: %s", cause.origin()));
    }
    return new FailureAnalysis(description.toString(), capitalized(cause.mend()), cause);
  }

  private static String capitalized(String sentence) {
    return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
  }
}
