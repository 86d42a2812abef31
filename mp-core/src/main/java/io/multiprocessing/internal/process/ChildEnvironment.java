package io.multiprocessing.internal.process;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The environment variables of a child that differ from this process's own. Options that a JVM takes from the
 * environment reach the child too; those that open a port for a debugger or for JMX are left out, because this process
 * has the port already and the child could not start. What the application sets for its children is left as it is.
 */
record ChildEnvironment(Map<String, String> changes) {

  private static final String[] OPTION_VARIABLES = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"};

  private static final Pattern PORTS =
      Pattern.compile(
          "(?<!\\S)(-agentlib:jdwp\\S*|-Xrunjdwp\\S*|-Xdebug|-Dcom\\.sun\\.management\\.jmxremote\\.(rmi\\.)?port=\\S*)");

  /**
   * The changes for one child.
   *
   * @param inherited this process's environment
   * @param chosen what the application sets beside it
   */
  static ChildEnvironment of(Map<String, String> inherited, Map<String, String> chosen) {
    Map<String, String> changes = new HashMap<>();
    for (String variable : OPTION_VARIABLES) {
      String options = inherited.get(variable);
      if (options != null && PORTS.matcher(options).find()) {
        changes.put(variable, PORTS.matcher(options).replaceAll("").strip());
      } else if (options != null) {
        changes.put(variable, options);
      }
    }
    changes.putAll(chosen);
    return new ChildEnvironment(changes);
  }

  /** The options that the child's JVM takes from its environment. */
  List<String> jvmOptions() {
    List<String> options = new ArrayList<>();
    for (String variable : OPTION_VARIABLES) {
      options.addAll(List.of(changes.getOrDefault(variable, "").split("\\s+")));
    }
    return options;
  }

  void applyTo(Map<String, String> environment) {
    environment.putAll(changes);
  }
}
