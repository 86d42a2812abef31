package io.multiprocessing.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ChildEnvironmentTest {

  @Test
  void leavesOutWhatOpensAPortThatThisProcessHas() {
    Map<String, String> inherited =
        Map.of(
            "JAVA_TOOL_OPTIONS", "-Da=b -agentlib:jdwp=transport=dt_socket,server=y,address=*:5005 -javaagent:/x/otel.jar",
            "JDK_JAVA_OPTIONS", "-Dcom.sun.management.jmxremote.port=9010 -Dcom.sun.management.jmxremote.rmi.port=9010",
            "_JAVA_OPTIONS", "-Xmx1g",
            "PATH", "/bin");

    Map<String, String> changes = ChildEnvironment.of(inherited, Map.of()).changes();

    assertThat(changes)
        .hasSize(3)
        .containsEntry("JAVA_TOOL_OPTIONS", "-Da=b  -javaagent:/x/otel.jar")
        .containsEntry("JDK_JAVA_OPTIONS", "")
        .containsEntry("_JAVA_OPTIONS", "-Xmx1g");
  }

  @Test
  void takesWhatTheApplicationSetsAsItIs() {
    Map<String, String> chosen = Map.of("JAVA_TOOL_OPTIONS", "-agentlib:jdwp=server=y,address=0", "A", "b");

    assertThat(ChildEnvironment.of(Map.of("JAVA_TOOL_OPTIONS", "-Xmx1g"), chosen).changes()).isEqualTo(chosen);
  }

  @Test
  void knowsTheOptionsThatAJvmTakesFromIt() {
    assertThat(ChildEnvironment.of(Map.of("JDK_JAVA_OPTIONS", "-Xmx1g  -XX:+UseZGC"), Map.of("_JAVA_OPTIONS", "-Xss1m"))
        .jvmOptions()).contains("-Xmx1g", "-XX:+UseZGC", "-Xss1m");
  }
}
