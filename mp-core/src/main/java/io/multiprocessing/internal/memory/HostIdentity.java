package io.multiprocessing.internal.memory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which machine, boot and PID namespace this is, as far as the system says. */
final class HostIdentity {

  /** Different on each boot of each machine; empty where the system doesn't say. */
  static final String BOOT = read();

  /** The number of this process's PID namespace; 0 where there is none. */
  static final long PID_NAMESPACE = namespace();

  private HostIdentity() {}

  private static String read() {
    try {
      return new String(
          Files.readAllBytes(Path.of("/proc/sys/kernel/random/boot_id")), StandardCharsets.US_ASCII).trim();
    } catch (IOException e) {
      return ""; // not Linux: paths alone tell machines apart
    }
  }

  private static long namespace() {
    try {
      String link = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString(); // pid:[4026531836]
      return Long.parseLong(link.substring(link.indexOf('[') + 1, link.indexOf(']')));
    } catch (IOException | RuntimeException e) {
      return 0; // not Linux
    }
  }
}
