package io.multiprocessing.internal.sync;

import java.io.Serial;

/** Thrown where a process would have been killed. An error, so that nothing takes it for a failure it can handle. */
final class Abandoned extends Error {

  @Serial private static final long serialVersionUID = 1L;

  Abandoned() {
    super("the process was killed here", null, false, false);
  }
}
