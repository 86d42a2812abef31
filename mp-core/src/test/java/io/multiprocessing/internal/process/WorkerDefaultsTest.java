package io.multiprocessing.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.process.LaunchOptions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerDefaultsTest {

  private static List<String> defaults(int siblings, int processors, String... chosen) {
    return of(LaunchOptions.builder().jvmArguments(chosen).build(), siblings, processors);
  }

  private static List<String> of(LaunchOptions options, int siblings, int processors) {
    return WorkerDefaults.of(options, ChildEnvironment.of(Map.of(), options.environment()), siblings, processors);
  }

  @Test
  void aProcessOfItsOwnHasTheJvmsOwnHeapAndAllProcessors() {
    assertThat(defaults(1, 8)).containsExactly("-XX:+UseSerialGC", "-XX:MaxMetaspaceSize=512m");
    assertThat(defaults(2, 2)).as("two quarters").isEqualTo(defaults(1, 8));
  }

  @Test
  void thoseOfAPoolShareHeapAndProcessors() {
    assertThat(defaults(8, 16))
        .containsExactly(
            "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=7.500", "-XX:MinRAMPercentage=7.500",
            "-XX:ActiveProcessorCount=2", "-XX:MaxMetaspaceSize=512m");
    assertThat(defaults(3, 8)).contains("-XX:MaxRAMPercentage=20.000", "-XX:ActiveProcessorCount=3");
    assertThat(defaults(64, 8)).contains("-XX:MaxRAMPercentage=0.938", "-XX:ActiveProcessorCount=2");
    assertThat(defaults(64, 1)).as("never more than there are").noneMatch(a -> a.contains("ActiveProcessorCount"));
  }

  @Test
  void whatTheApplicationChoseTakesThePlaceOfItsKindOnly() {
    assertThat(defaults(8, 16, "-XX:+UseG1GC")).noneMatch(a -> a.endsWith("GC")).hasSize(4);
    for (String heap : List.of("-Xmx64m", "-XX:MaxHeapSize=64m", "-XX:MaxRAMPercentage=5", "-XX:MinRAMPercentage=5")) {
      assertThat(defaults(8, 16, heap)).as(heap).noneMatch(a -> a.contains("RAMPercentage")).hasSize(3);
    }
    assertThat(defaults(8, 16, "-XX:ActiveProcessorCount=1")).noneMatch(a -> a.contains("Processor")).hasSize(4);
    assertThat(defaults(8, 16, "-XX:MaxMetaspaceSize=1g")).noneMatch(a -> a.contains("Metaspace")).hasSize(4);
    assertThat(defaults(8, 16, "-Dname=value", "-XX:+UseStringDeduplication")).hasSize(5);
  }

  @Test
  void anOptionOfTheEnvironmentIsAChoiceToo() {
    LaunchOptions options =
        LaunchOptions.builder().environment(Map.of("JAVA_TOOL_OPTIONS", "-XX:+UseZGC -Xmx1g")).build();
    assertThat(of(options, 8, 2)).containsExactly("-XX:MaxMetaspaceSize=512m");
  }

  @Test
  void theHeapLimitOfTheOptionsIsOne() {
    LaunchOptions options = LaunchOptions.builder().maxHeapBytes(64L << 20).build();
    assertThat(of(options, 8, 2)).containsExactly("-XX:+UseSerialGC", "-Xmx67108864", "-XX:MaxMetaspaceSize=512m");
  }
}
