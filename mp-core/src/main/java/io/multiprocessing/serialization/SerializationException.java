package io.multiprocessing.serialization;

import io.multiprocessing.api.MultiprocessingException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * An object could not be turned into bytes, or bytes could not be turned into an object. The message names the class
 * and, where it is known, the field that can't travel. Python: {@code pickle.PicklingError}.
 */
public class SerializationException extends MultiprocessingException {

  @Serial private static final long serialVersionUID = 1L;

  public SerializationException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
