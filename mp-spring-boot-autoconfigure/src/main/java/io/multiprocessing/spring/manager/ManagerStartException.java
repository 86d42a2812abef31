package io.multiprocessing.spring.manager;

import io.multiprocessing.api.MultiprocessingException;
import java.io.Serial;

/** A manager can't begin as the properties say, so the application context can't start. */
final class ManagerStartException extends MultiprocessingException {

  @Serial private static final long serialVersionUID = 1L;

  private final String manager;
  private final ManagerRole role;

  ManagerStartException(String manager, ManagerRole role, MultiprocessingException cause) {
    super("manager '" + manager + "' can't " + intent(role) + ": " + cause.getMessage(), cause);
    this.manager = manager;
    this.role = role;
  }

  private static String intent(ManagerRole role) {
    return switch (role) {
      case LOCAL -> "start its process";
      case SERVER -> "serve";
      case CLIENT -> "connect";
    };
  }

  /** What is wrong, in the words of the property's role. */
  String problem() {
    return "Manager '" + manager + "' can't " + intent(role);
  }

  String mend() {
    String prefix = "multiprocessing.managers." + manager;
    return switch (role) {
      case LOCAL -> "Check " + prefix + ".max-heap and .jvm-arguments: they are those of the manager's own process.";
      case SERVER -> "Correct " + prefix + ".address or .ssl.bundle, or end the process that has the address.";
      case CLIENT ->
          "Start the server, or correct " + prefix + ".connect; .authkey and .ssl.bundle have to suit the server's.";
    };
  }
}
