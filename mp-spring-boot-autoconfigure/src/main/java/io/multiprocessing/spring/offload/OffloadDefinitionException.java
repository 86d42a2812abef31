package io.multiprocessing.spring.offload;

import io.multiprocessing.api.MultiprocessingException;
import java.io.Serial;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An {@code @Offload} stands where it can't work. The application doesn't start. */
public class OffloadDefinitionException extends MultiprocessingException {

  @Serial private static final long serialVersionUID = 1L;

  private final String place;
  private final String reason;
  private final String mend;

  OffloadDefinitionException(String place, String reason, String mend, @Nullable Throwable cause) {
    super("@Offload on " + place + ": " + reason + ". " + mend, cause);
    this.place = place;
    this.reason = reason;
    this.mend = mend;
  }

  /** The class, and the method with its parameters' types if it is about one. */
  public String place() {
    return place;
  }

  public String reason() {
    return reason;
  }

  public String mend() {
    return mend;
  }

  static String place(Class<?> type, Method method) {
    String parameters =
        Arrays.stream(method.getParameterTypes()).map(Class::getSimpleName).collect(Collectors.joining(", "));
    return type.getName() + "." + method.getName() + "(" + parameters + ")";
  }
}
