package io.multiprocessing.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Reads a process's memory from {@code /proc}. */
final class ProcessMemory {

  private static final double KIB_PER_MB = 1e6 / 1024;

  private ProcessMemory() {}

  /**
   * The memory of a process in MB.
   *
   * @return {@code rss}, what it has in memory, and {@code pss}, which counts a page that n processes share as 1/n;
   *     without what the platform doesn't tell
   */
  static Map<String, Double> of(long pid) throws IOException {
    Map<String, Double> megabytes = new HashMap<>();
    read(Path.of("/proc/" + pid + "/status"), "VmRSS:", "rss", megabytes);
    read(Path.of("/proc/" + pid + "/smaps_rollup"), "Pss:", "pss", megabytes);
    return megabytes;
  }

  private static void read(Path file, String label, String key, Map<String, Double> megabytes) throws IOException {
    if (!Files.isReadable(file)) {
      return;
    }
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith(label)) {
        String kibibytes = line.substring(label.length()).replace("kB", "").trim();
        megabytes.put(key, Double.parseDouble(kibibytes) / KIB_PER_MB);
      }
    }
  }
}
