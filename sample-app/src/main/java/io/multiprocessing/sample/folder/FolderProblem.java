package io.multiprocessing.sample.folder;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The job can't be begun as it was asked for. The message is for the person who asked. */
class FolderProblem extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  FolderProblem(String message) {
    this(message, null);
  }

  FolderProblem(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
