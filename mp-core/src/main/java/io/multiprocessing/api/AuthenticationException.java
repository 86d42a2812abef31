package io.multiprocessing.api;

import java.io.Serial;

/**
 * The other side of a connection could not prove that it holds the authentication key, or refused ours. Python: {@code
 * multiprocessing.AuthenticationError}.
 */
public class AuthenticationException extends MultiprocessingException {

  @Serial private static final long serialVersionUID = 1L;

  public AuthenticationException(String message) {
    super(message);
  }
}
