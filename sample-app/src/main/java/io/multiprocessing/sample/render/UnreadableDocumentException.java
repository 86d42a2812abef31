package io.multiprocessing.sample.render;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The document itself can't be rendered. The worker is unharmed. */
public class UnreadableDocumentException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final Reason reason;

  public UnreadableDocumentException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** What is wrong with a document. */
  public enum Reason {
    /** It needs a password. */
    LOCKED,
    /** It is no PDF, or a damaged one. */
    DAMAGED,
    /** It has no pages. */
    EMPTY
  }
}
