package io.multiprocessing.internal.memory;

import io.multiprocessing.api.SharedObjectException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which machine, boot and PID namespace this is, as far as the system says. What can't be read because descriptors ran
 * out is an error, and is read again by the next who asks: a wrong answer would refuse every shared object from then
 * on. Safe for use by several threads.
 */
final class HostIdentity {

  private static final HostIdentity THIS =
      new HostIdentity(Path.of("/proc/sys/kernel/random/boot_id"), Path.of("/proc/self/ns/pid"));

  private static final long NOT_READ = -1;

  private final Path bootFile;
  private final Path namespaceLink;
  private volatile @Nullable String knownBoot;
  private volatile long knownNamespace = NOT_READ;

  HostIdentity(Path bootFile, Path namespaceLink) {
    this.bootFile = bootFile;
    this.namespaceLink = namespaceLink;
  }

  /**
   * Different on each boot of each machine; empty where the system doesn't say.
   *
   * @throws SharedObjectException if it can't be read now
   */
  static String boot() {
    return THIS.readBoot();
  }

  /**
   * The number of this process's PID namespace; 0 where there is none.
   *
   * @throws SharedObjectException if it can't be read now
   */
  static long pidNamespace() {
    return THIS.readPidNamespace();
  }

  String readBoot() {
    String known = knownBoot;
    if (known == null) {
      try {
        known = new String(Files.readAllBytes(bootFile), StandardCharsets.US_ASCII).trim();
      } catch (NoSuchFileException | AccessDeniedException e) {
        known = ""; // not Linux, or hidden for good: paths alone tell machines apart
      } catch (IOException e) {
        throw unreadable(bootFile, e);
      }
      knownBoot = known;
    }
    return known;
  }

  long readPidNamespace() {
    long known = knownNamespace;
    if (known == NOT_READ) {
      try {
        String link = Files.readSymbolicLink(namespaceLink).toString(); // pid:[4026531836]
        known = Long.parseLong(link.substring(link.indexOf('[') + 1, link.indexOf(']')));
      } catch (NoSuchFileException | AccessDeniedException | UnsupportedOperationException e) {
        known = 0; // not Linux, or hidden for good
      } catch (IOException e) {
        throw unreadable(namespaceLink, e);
      }
      knownNamespace = known;
    }
    return known;
  }

  private static SharedObjectException unreadable(Path path, IOException e) {
    return new SharedObjectException(
        "shared objects need to know their machine, and the system didn't say: path=" + path + ", reason=" + e.getMessage()
            + "; try again when descriptors are free",
        e);
  }
}
