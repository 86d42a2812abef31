package io.multiprocessing.spring;

import io.multiprocessing.api.MultiprocessingException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.origin.Origin;

/** A key under {@code multiprocessing} is unknown, or its value breaks a rule. The application doesn't start. */
public class InvalidPropertyException extends MultiprocessingException {

  @Serial private static final long serialVersionUID = 1L;

  private final String key;
  private final String value;
  private final transient @Nullable Origin origin;
  private final String reason;
  private final String mend;

  InvalidPropertyException(
      String key,
      @Nullable Object value,
      @Nullable Origin origin,
      String reason,
      String mend,
      @Nullable Throwable cause) {
    super(reason + ": " + key + "=" + value, cause);
    this.key = key;
    this.value = String.valueOf(value);
    this.origin = origin;
    this.reason = reason;
    this.mend = mend;
  }

  /** The key, in full. */
  public String key() {
    return key;
  }

  public String value() {
    return value;
  }

  /** Where the key stands, or null if that is not known. */
  public @Nullable Origin origin() {
    return origin;
  }

  /** The rule that was broken. */
  public String reason() {
    return reason;
  }

  /** What to do about it. */
  public String mend() {
    return mend;
  }
}
