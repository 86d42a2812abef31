package io.multiprocessing.connection;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** What this JVM holds at one moment; -1 where the platform doesn't tell. */
record Resources(long descriptors, long threads, long listenerFiles) {

  static Resources now() {
    long threads =
        Thread.getAllStackTraces().keySet().stream()
            .filter(t -> t.getName().startsWith("multiprocessing-") || t.getName().startsWith("test-"))
            .count();
    return new Resources(entries(Path.of("/proc/self/fd"), ""), threads, countListenerFiles());
  }

  private static long countListenerFiles() {
    long count = 0;
    for (String path : System.getProperty("io.multiprocessing.own-run-directories", "").split("\n")) {
      if (!path.isEmpty() && Files.exists(Path.of(path))) {
        count += entries(Path.of(path), "listener-");
      }
    }
    return count;
  }

  private static long entries(Path folder, String prefix) {
    if (!Files.exists(folder)) {
      return -1;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(entry -> entry.getFileName().toString().startsWith(prefix)).count();
    } catch (IOException e) {
      throw new IllegalStateException("the folder could not be listed: folder=" + folder, e);
    }
  }

  /** Waits until no more is held than then. */
  static void awaitNoMoreThan(Resources before) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              Resources now = now();
              if (now.descriptors > before.descriptors || now.threads > before.threads
                  || now.listenerFiles > before.listenerFiles) {
                throw new AssertionError("before=" + before + ", now=" + now);
              }
            });
  }
}
