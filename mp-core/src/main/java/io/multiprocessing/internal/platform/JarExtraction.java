package io.multiprocessing.internal.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Extracts an executable jar, once per content, with Spring Boot's own tool in the jar ({@code -Djarmode=tools
 * extract}), so that children have a plain class path: they start in a third of the time and class-data sharing can
 * take it.
 *
 * <p>Extracted jars are kept in the {@link CacheDirectory}. Two applications may extract the same jar at once: each
 * works in a folder of its own and the first to rename it wins.
 */
final class JarExtraction {

  private static final Logger log = LoggerFactory.getLogger(JarExtraction.class);
  private static final String KIND = "jar";
  private static final long LIMIT_SECONDS = 120;

  private JarExtraction() {}

  /** The class path of the extracted jar, or null if it can't be extracted; the reason is logged. */
  static @Nullable List<String> extract(Path jar) {
    try {
      CacheDirectory cache = CacheDirectory.open();
      String name = KIND + "-" + contentKey(jar);
      Path target = cache.use(name);
      if (target != null && !isComplete(target.resolve(jar.getFileName()))) {
        log.warn("a part of an extracted jar is gone, so it is extracted again; does something clean this folder? entry={},"
            + " -D{} names another", target, CacheDirectory.PROPERTY);
        cache.remove(name);
        target = null;
      }
      if (target == null) {
        extractTo(cache, jar, name);
        target = cache.use(name);
        cache.prune(KIND);
      }
      if (target == null) {
        throw new IOException("another process removed the extracted jar at once: entry=" + name);
      }
      return ClassPath.withManifestClassPath(target.resolve(jar.getFileName()));
    } catch (IOException e) {
      log.warn("the executable jar could not be extracted; children start from it directly, which is slower: jar={},"
          + " reason={}", jar, e.toString());
      return null;
    }
  }

  /** Whether all files are there and have something in them, which after a power cut they may not. */
  private static boolean isComplete(Path jar) throws IOException {
    if (size(jar) == 0) {
      return false;
    }
    for (String entry : ClassPath.withManifestClassPath(jar)) {
      if (size(Path.of(entry)) == 0) {
        return false;
      }
    }
    return true;
  }

  private static long size(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private static void extractTo(CacheDirectory cache, Path jar, String name) throws IOException {
    Path working = cache.workingDirectory();
    try {
      runTool(jar, working);
    } catch (IOException e) {
      cache.discard(working);
      throw e;
    }
    cache.keep(working, name);
  }

  private static void runTool(Path jar, Path target) throws IOException {
    Path output = target.resolve("extract.log"); // goes with the folder if this process is killed
    try {
      Process tool =
          new ProcessBuilder(
                  JavaExecutable.current().toString(), "-XX:-UsePerfData", "-Djarmode=tools", "-jar", jar.toString(),
                  "extract", "--force", "--destination", target.toString())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = tool.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        tool.destroyForcibly();
      }
      if (!ended || tool.exitValue() != 0) {
        throw new IOException(
            "the jar's own extraction tool failed: " + (ended ? "exitCode=" + tool.exitValue() : "it took too long")
                + ", output=" + Files.readString(output, StandardCharsets.UTF_8).strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the executable jar was being extracted", e);
    } finally {
      Files.deleteIfExists(output);
    }
  }

  /**
   * A name made of the checksums of all entries: the same for the same content, and read without unpacking anything.
   */
  private static String contentKey(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile());
        Stream<? extends ZipEntry> entries = zip.stream()) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(jar.getFileName().toString().getBytes(StandardCharsets.UTF_8));
      entries.forEach(
          entry -> {
            String line = entry.getName() + '\n' + entry.getCrc() + '\n' + entry.getSize() + '\n';
            digest.update(line.getBytes(StandardCharsets.UTF_8));
          });
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
