package io.multiprocessing.internal.process;

import io.multiprocessing.internal.platform.CacheDirectory;
import io.multiprocessing.internal.platform.ClassPath;
import io.multiprocessing.internal.platform.JavaExecutable;
import io.multiprocessing.process.LaunchOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Images of the worker's own start: archives of its classes, already parsed, linked and, from Java 25 on, profiled, that later
 * children map instead. Made once for each class path and JVM, in the background, by a child that rehearses
 * what workers do; kept in the {@link CacheDirectory}.
 *
 * <p>Never a reason to fail: whatever goes wrong is logged once and children start without. The JVM itself checks that an image
 * fits, and starts without it if not. The system property {@value #PROPERTY} set to {@code false} switches images off.
 *
 * <p>There is none where a class path has folders of classes, as in an IDE: the JVM archives classes of jars only.
 */
final class WorkerImages {

  static final String PROPERTY = "multiprocessing.worker-image";

  private static final Logger log = LoggerFactory.getLogger(WorkerImages.class);

  private static final int AHEAD_OF_TIME_CACHE = 25; // the first version that makes one in a single step
  private static final String KIND = "image";
  private static final String FILE_NAME = "worker";

  /** Tells the worker that its JVM would write an image before it ends, also if this process is gone. */
  private static final String REHEARSAL = "-Dio.multiprocessing.rehearsal=true";

  /** A parent that lives no longer than this has no use for an image, and needs its processors itself. */
  private static final long DELAY_SECONDS = 2;

  private final ScheduledExecutorService timer;
  private final Launcher launcher;
  private final boolean enabled = !"false".equalsIgnoreCase(System.getProperty(PROPERTY));

  private @Nullable Path image; // guarded by this
  private boolean asked; // guarded by this

  WorkerImages(ScheduledExecutorService timer, Launcher launcher) {
    this.timer = timer;
    this.launcher = launcher;
  }

  /** The JVM arguments by which a child uses its image; none if there is none yet, which begins to make it. */
  List<String> arguments(LaunchOptions options, ClassPath classPath) {
    if (!enabled || !canHave(options, classPath)) {
      return List.of();
    }
    synchronized (this) {
      if (image != null && Files.exists(image)) {
        return use(image);
      }
      if (asked) {
        return List.of();
      }
      asked = true;
      image = find(classPath);
      if (image != null) {
        return use(image);
      }
    }
    timer.schedule(() -> startMaking(classPath), DELAY_SECONDS, TimeUnit.SECONDS);
    return List.of();
  }

  private static boolean canHave(LaunchOptions options, ClassPath classPath) {
    return options.javaExecutable() == null
        && classPath.launcher() == null
        && options.jvmArguments().stream().noneMatch(WorkerImages::concernsArchives)
        && classPath.entries().stream().allMatch(WorkerImages::isJarOrMissing);
  }

  /** Whoever chooses an archive, or switches them off, gets what was chosen. */
  private static boolean concernsArchives(String argument) {
    return argument.startsWith("-Xshare")
        || argument.startsWith("-XX:SharedArchiveFile")
        || argument.startsWith("-XX:ArchiveClassesAtExit")
        || argument.startsWith("-XX:AOT");
  }

  private static boolean isJarOrMissing(String entry) {
    return !Files.isDirectory(Path.of(entry));
  }

  private static List<String> use(Path image) {
    return aheadOfTime()
        ? List.of("-XX:AOTCache=" + image, "-Xlog:aot=off", "-Xlog:cds=off")
        : List.of("-XX:SharedArchiveFile=" + image, "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
  }

  private static List<String> make(Path image) {
    return aheadOfTime()
        ? List.of("-XX:AOTCacheOutput=" + image, "-Xlog:disable", REHEARSAL)
        : List.of("-XX:ArchiveClassesAtExit=" + image, "-Xlog:disable", REHEARSAL);
  }

  private static boolean aheadOfTime() {
    return Runtime.version().feature() >= AHEAD_OF_TIME_CACHE;
  }

  private @Nullable Path find(ClassPath classPath) {
    try {
      Path entry = CacheDirectory.open().use(key(classPath));
      return entry == null ? null : entry.resolve(FILE_NAME);
    } catch (IOException e) {
      log.warn("worker images can't be looked for, so children start without: reason={}", e.toString());
      return null;
    }
  }

  private void startMaking(ClassPath classPath) {
    Thread thread = new Thread(() -> makeAndKeep(classPath), "multiprocessing-worker-image");
    thread.setDaemon(true);
    thread.start();
  }

  private void makeAndKeep(ClassPath classPath) {
    try {
      long start = System.nanoTime();
      CacheDirectory cache = CacheDirectory.open();
      String name = key(classPath);
      if (cache.use(name) == null && !makeIn(cache, name)) {
        return;
      }
      Path found = find(classPath);
      synchronized (this) {
        image = found;
      }
      cache.prune(KIND);
      log.info(
          "children start from an image of their classes from now on: image={}, millis={}", found,
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    } catch (IOException | RuntimeException | Error e) { // also if memory ran out: an image is never a reason to fail
      log.warn("no worker image could be made, so children start without: reason={}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean makeIn(CacheDirectory cache, String name) throws IOException, InterruptedException {
    Path working = cache.workingDirectory();
    try {
      Path file = working.resolve(FILE_NAME);
      if (!Rehearsal.run(launcher, make(file)) || !Files.exists(file)) {
        log.warn("the rehearsal of a worker gave no image, so children start without");
        return false;
      }
      cache.keep(working, name);
      return true;
    } finally {
      cache.discard(working);
    }
  }

  /**
   * What a new image has to be made for: the JVM, and each jar with its size and time. Options aren't part of it: one that makes
   * the image unfit, another collector for instance, has the JVM start without.
   */
  private static String key(ClassPath classPath) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(JavaExecutable.current()).append('\n');
    text.append(System.getProperty("java.vm.vendor")).append('\n');
    text.append(System.getProperty("java.vm.version")).append('\n');
    for (String entry : classPath.entries()) {
      text.append(entry);
      Path path = Path.of(entry);
      if (Files.exists(path)) {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        text.append('\t').append(attributes.size()).append('\t').append(attributes.lastModifiedTime().toMillis());
      }
      text.append('\n');
    }
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return KIND + "-" + HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
