package io.multiprocessing.internal.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Extracts an executable jar, once per content, with Spring Boot's own tool in the jar ({@code -Djarmode=tools extract}), so
 * that children have a plain class path: they start in a third of the time and class-data sharing can take it.
 *
 * <p>The cache is a folder that only this user can write: {@code mp-cache-USER} in the temporary folder, or the one that the
 * system property {@value #CACHE_PROPERTY} names. Two applications may extract the same jar at once: each works in a folder
 * of its own and the first to rename it wins.
 */
final class JarExtraction {

  /** Names the folder for extracted jars. */
  static final String CACHE_PROPERTY = "multiprocessing.cache-directory";

  private static final Logger log = LoggerFactory.getLogger(JarExtraction.class);
  private static final long LIMIT_SECONDS = 120;

  private JarExtraction() {}

  /** The class path of the extracted jar, or null if it can't be extracted; the reason is logged. */
  static @Nullable List<String> extract(Path jar) {
    try {
      Path target = cacheDirectory().resolve(contentKey(jar));
      if (!Files.isDirectory(target)) {
        extractTo(jar, target);
      }
      return ClassPath.withManifestClassPath(target.resolve(jar.getFileName()));
    } catch (IOException e) {
      log.warn("the executable jar could not be extracted; children start from it directly, which is slower: jar={},"
          + " reason={}", jar, e.toString());
      return null;
    }
  }

  private static void extractTo(Path jar, Path target) throws IOException {
    Path parent = target.toAbsolutePath().getParent();
    Path working = Files.createTempDirectory(parent, "extracting-");
    try {
      runTool(jar, working);
      Files.move(working, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      FileTree.delete(working);
      if (!Files.isDirectory(target)) {
        throw e;
      }
      log.debug("another process extracted the jar first: folder={}", target);
    }
  }

  private static void runTool(Path jar, Path target) throws IOException {
    Path output = Files.createTempFile(target.toAbsolutePath().getParent(), "extract-", ".log");
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

  private static Path cacheDirectory() throws IOException {
    String chosen = System.getProperty(CACHE_PROPERTY);
    Path directory =
        chosen != null
            ? Path.of(chosen).toAbsolutePath()
            : Path.of(System.getProperty("java.io.tmpdir"), "mp-cache-" + System.getProperty("user.name"))
                .toAbsolutePath();
    boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    try {
      if (posix) {
        Set<PosixFilePermission> own = PosixFilePermissions.fromString("rwx------");
        Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(own));
      } else {
        Files.createDirectory(directory);
      }
    } catch (FileAlreadyExistsException e) {
      requireOwn(directory, posix);
    }
    return directory;
  }

  /** Classes are loaded from here, so nobody else may be able to put any there. */
  private static void requireOwn(Path directory, boolean posix) throws IOException {
    if (!posix) {
      return;
    }
    String owner = Files.getOwner(directory).getName();
    String permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(directory));
    if (!owner.equals(System.getProperty("user.name")) || permissions.charAt(5) == 'w' || permissions.charAt(8) == 'w') {
      throw new IOException(
          "the cache folder must belong to this user and be writable by nobody else: folder=" + directory + ", owner="
              + owner + ", permissions=" + permissions + "; set -D" + CACHE_PROPERTY);
    }
  }

  /** A name made of the checksums of all entries: the same for the same content, and read without unpacking anything. */
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
