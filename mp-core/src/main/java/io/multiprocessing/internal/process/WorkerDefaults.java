package io.multiprocessing.internal.process;

import io.multiprocessing.process.LaunchOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * The JVM options that this library chooses for its children. Each stands for a kind, and gives way where the
 * application chose one of that kind itself: in {@link LaunchOptions}, or in an environment variable that JVMs read.
 *
 * <ul>
 *   <li>Collector: serial. One busy thread gains nothing from others, which cost memory and start-up time.
 *   <li>Heap, for workers of a pool: together {@value #HEAPS_PERCENT} % of the memory of the machine or container, each
 *       at most the JVM's own quarter; a quarter is what this process may take by default. The JVM of the child does
 *       the sum, because it knows what its container allows.
 *   <li>Processors, for workers of a pool: their share of this process's own, so that each doesn't make threads for
 *       all, but at least {@value #LEAST_PROCESSORS}: with one the JVM and this library never spin.
 *   <li>Metaspace: bounded, so that a leak of classes ends a child and not the machine.
 * </ul>
 *
 * <p>Stack sizes are the JVM's: only what is used of a stack is memory, and a task must be able to recurse as deep as
 * in its parent.
 */
public final class WorkerDefaults {

  private static final int HEAPS_PERCENT = 60;
  private static final int JVM_HEAP_PERCENT = 25;
  private static final int LEAST_PROCESSORS = 2;
  private static final String METASPACE = "-XX:MaxMetaspaceSize=512m";

  private final List<String> chosen;

  private WorkerDefaults(List<String> chosen) {
    this.chosen = chosen;
  }

  /**
   * The options for a child of this process.
   *
   * @param siblings among how many JVMs the machine is shared, the child included
   */
  public static List<String> of(LaunchOptions options, int siblings) {
    return of(
        options,
        ChildEnvironment.of(System.getenv(), options.environment()),
        siblings,
        Runtime.getRuntime().availableProcessors());
  }

  static List<String> of(LaunchOptions options, ChildEnvironment environment, int siblings, int processors) {
    List<String> chosen = new ArrayList<>(options.jvmArguments());
    chosen.addAll(environment.jvmOptions());
    return new WorkerDefaults(chosen).forChild(options, siblings, processors);
  }

  private List<String> forChild(LaunchOptions options, int siblings, int processors) {
    List<String> arguments = new ArrayList<>();
    if (!chose(argument -> argument.startsWith("-XX:+Use") && argument.endsWith("GC"))) {
      arguments.add("-XX:+UseSerialGC");
    }
    if (options.maxHeapBytes() != null) {
      arguments.add("-Xmx" + options.maxHeapBytes());
    } else if (HEAPS_PERCENT < siblings * JVM_HEAP_PERCENT && !chose(WorkerDefaults::limitsHeap)) {
      String percent = String.format(Locale.ROOT, "%.3f", (double) HEAPS_PERCENT / siblings);
      arguments.add("-XX:MaxRAMPercentage=" + percent);
      arguments.add("-XX:MinRAMPercentage=" + percent); // is the one that counts where that comes to less than 125 MB
    }
    int share = Math.max(LEAST_PROCESSORS, (processors + siblings - 1) / siblings);
    if (share < processors && !chose(argument -> argument.startsWith("-XX:ActiveProcessorCount="))) {
      arguments.add("-XX:ActiveProcessorCount=" + share);
    }
    if (!chose(argument -> argument.startsWith("-XX:MaxMetaspaceSize="))) {
      arguments.add(METASPACE);
    }
    return arguments;
  }

  private static boolean limitsHeap(String argument) {
    return argument.startsWith("-Xmx")
        || argument.startsWith("-XX:MaxHeapSize=")
        || argument.startsWith("-XX:MaxRAM")
        || argument.startsWith("-XX:MinRAMPercentage=");
  }

  private boolean chose(Predicate<String> kind) {
    return chosen.stream().anyMatch(kind);
  }
}
