package io.multiprocessing.benchmarks;

import java.io.Serial;

/** The command line is wrong; the message says what and how to mend it. */
final class UsageException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
