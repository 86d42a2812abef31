package io.multiprocessing.sample.web;

import java.io.Serial;
import org.springframework.http.HttpStatus;

/** The service doesn't take what was sent. The message is for the person who sent it. */
class RefusedException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final HttpStatus status;

  RefusedException(HttpStatus status, String message) {
    super(message);
    this.status = status;
  }

  HttpStatus status() {
    return status;
  }

  /** For now; the same may be taken in a moment. */
  static RefusedException busy(String message) {
    return new RefusedException(HttpStatus.SERVICE_UNAVAILABLE, message);
  }
}
