package io.multiprocessing.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What this JVM holds outside its heap at one moment.
 *
 * @param processes its descendants
 * @param threads but for those that the JDK and the tests keep for a while
 * @param descriptors 0 where the system doesn't tell
 * @param files in its run directories and in its folder of shared memory
 */
public record Footprint(long processes, long threads, long descriptors, long files) {

  private static final Duration SETTLED = Duration.ofSeconds(30);

  /** The process ids of this JVM's descendants; those of former tests may wait for their idle time. */
  public static Set<Long> descendants() {
    return ProcessHandle.current().descendants().map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  /** Looks as soon as there are no descendants but these. */
  public static Footprint settled(Set<Long> others) {
    await().atMost(SETTLED).until(() -> others.containsAll(descendants()));
    return now();
  }

  /** Looks now. */
  public static Footprint now() {
    return new Footprint(
        ProcessHandle.current().descendants().count(),
        Thread.getAllStackTraces().keySet().stream().filter(thread -> !isCached(thread.getName())).count(),
        entries(Path.of("/proc/self/fd")),
        ownFiles());
  }

  private static boolean isCached(String thread) {
    return thread.startsWith("process reaper") || thread.startsWith("awaitility") || thread.startsWith("JNA")
        || thread.startsWith("multiprocessing-spares") || thread.startsWith("multiprocessing-load")
        || thread.startsWith("ForkJoinPool.commonPool");
  }

  private static long ownFiles() {
    String[] own = System.getProperty("io.multiprocessing.own-run-directories", "").split("\n");
    return Stream.of(own).filter(path -> !path.isEmpty()).mapToLong(path -> 1 + entries(Path.of(path))).sum();
  }

  private static long entries(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.count();
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isAtMost(Footprint other) {
    return processes <= other.processes && threads <= other.threads && descriptors <= other.descriptors
        && files <= other.files;
  }

  /** Waits until no more is held than then. */
  public void awaitAgain() {
    await()
        .atMost(SETTLED)
        .untilAsserted(
            () -> {
              Footprint now = now();
              if (!now.isAtMost(this)) {
                throw new AssertionError("before=" + this + ", now=" + now + ", threads=" + Thread.getAllStackTraces().keySet());
              }
            });
  }
}
