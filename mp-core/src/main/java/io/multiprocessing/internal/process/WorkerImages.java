package io.multiprocessing.internal.process;

import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.internal.platform.CacheDirectory;
import io.multiprocessing.internal.platform.ClassPath;
import io.multiprocessing.internal.platform.JavaExecutable;
import io.multiprocessing.pool.LaunchSnapshot;
import io.multiprocessing.process.ImageRehearsal;
import io.multiprocessing.process.LaunchOptions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Images of the worker's own start: archives of its classes, already parsed, linked and, from Java 25 on, profiled,
 * that later children map instead. Made once for each class path, JVM and {@link ImageRehearsal}, in the background and
 * one after another, by a child that rehearses what workers do; kept in the {@link CacheDirectory}.
 *
 * <p>Never a reason to fail: whatever goes wrong is logged once and children start without. The JVM itself checks that
 * an image fits, and starts without it if not. It doesn't check what is in it, so where a child crashes before it has
 * connected, its image is taken for damaged and removed. The system property {@value #PROPERTY} set to {@code false}
 * switches images off.
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

  /** The same for one that is big itself, and whose children are: they are starting all at once just now. */
  private static final long REHEARSAL_DELAY_SECONDS = 10;

  /** Seconds to wait before an image is made, instead of those above. */
  static final String DELAY_PROPERTY = "multiprocessing.worker-image-delay";

  private static final String BARE = ""; // the key of the image without a rehearsal of its own

  private final ScheduledExecutorService timer;
  private final Launcher launcher;
  private final RemoteRunnable practice;
  private final boolean enabled = !"false".equalsIgnoreCase(System.getProperty(PROPERTY));

  private final Map<String, Known> known = new HashMap<>(); // by rehearsal; guarded by this
  private final Object making = new Object(); // held while one is made, because that takes a processor or two

  /** What is known of one image. */
  private record Known(LaunchSnapshot.Image state, @Nullable Path file) {}

  /**
   * @param practice what children may do besides tasks
   */
  WorkerImages(ScheduledExecutorService timer, Launcher launcher, RemoteRunnable practice) {
    this.practice = practice;
    this.timer = timer;
    this.launcher = launcher;
  }

  /** The JVM arguments by which a child uses its image; none if there is none yet, which begins to make it. */
  List<String> arguments(LaunchOptions options, ClassPath classPath) {
    if (!enabled || !canHave(options, classPath)) {
      return List.of();
    }
    String rehearsal = keyOf(options);
    synchronized (this) {
      Known entry = known.get(rehearsal);
      if (entry != null) {
        return entry.file() != null && Files.exists(entry.file()) ? use(entry.file()) : List.of();
      }
      Path file = find(classPath, rehearsal);
      if (file != null) {
        known.put(rehearsal, new Known(LaunchSnapshot.Image.READY, file));
        return use(file);
      }
      known.put(rehearsal, new Known(LaunchSnapshot.Image.MAKING, null));
    }
    long usual = options.imageRehearsal() == null ? DELAY_SECONDS : REHEARSAL_DELAY_SECONDS;
    long delay = Long.getLong(DELAY_PROPERTY, usual);
    timer.schedule(() -> startMaking(options, classPath), delay, TimeUnit.SECONDS);
    return List.of();
  }

  /** What is known of the image of children with these options; reads no files. */
  LaunchSnapshot.Image state(LaunchOptions options) {
    if (!enabled || !canHave(options)) {
      return LaunchSnapshot.Image.NONE;
    }
    synchronized (this) {
      Known entry = known.get(keyOf(options));
      return entry == null ? LaunchSnapshot.Image.NONE : entry.state();
    }
  }

  /**
   * A child that was started with these arguments crashed before it could connect. If it had an image, that goes: a
   * power cut or a full disk may have damaged it, and every other child would crash like this one.
   */
  void crashed(List<String> arguments) {
    Path image = null;
    synchronized (this) {
      for (Map.Entry<String, Known> entry : known.entrySet()) {
        Path file = entry.getValue().file();
        if (file != null && arguments.containsAll(use(file))) {
          image = file;
          entry.setValue(new Known(LaunchSnapshot.Image.FAILED, null));
        }
      }
    }
    Path folder = image == null ? null : image.getParent();
    if (folder == null) {
      return;
    }
    log.warn("a child crashed when it started from its image, which is removed, so children start without: image={}", image);
    try {
      CacheDirectory.open().remove(folder.getFileName().toString());
    } catch (IOException e) {
      log.warn("a damaged worker image could not be removed; remove it by hand: image={}, reason={}", image, e.toString());
    }
  }

  private static String keyOf(LaunchOptions options) {
    ImageRehearsal rehearsal = options.imageRehearsal();
    return rehearsal == null ? BARE : rehearsal.key();
  }

  private static boolean canHave(LaunchOptions options) {
    return options.javaExecutable() == null
        && options.jvmArguments().stream().noneMatch(WorkerImages::concernsArchives)
        && ChildEnvironment.of(System.getenv(), options.environment()).jvmOptions().stream()
            .noneMatch(WorkerImages::concernsArchives);
  }

  private static boolean canHave(LaunchOptions options, ClassPath classPath) {
    return canHave(options)
        && classPath.launcher() == null
        && classPath.entries().stream().allMatch(WorkerImages::isJarOrMissing);
  }

  /**
   * Whoever chooses an archive, or switches them off, gets what was chosen, in the environment too: a JVM that is told
   * of two kinds of archives doesn't start.
   */
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

  private @Nullable Path find(ClassPath classPath, String rehearsal) {
    try {
      Path entry = CacheDirectory.open().use(key(classPath, rehearsal));
      return entry == null ? null : entry.resolve(FILE_NAME);
    } catch (IOException e) {
      log.warn("worker images can't be looked for, so children start without: reason={}", e.toString());
      return null;
    }
  }

  private void startMaking(LaunchOptions options, ClassPath classPath) {
    Runnable work = () -> {
      synchronized (making) {
        makeAndKeep(options, classPath);
      }
    };
    Thread thread = new Thread(work, "multiprocessing-worker-image");
    thread.setDaemon(true);
    thread.start();
  }

  private void makeAndKeep(LaunchOptions options, ClassPath classPath) {
    String rehearsal = keyOf(options);
    Path found = null;
    try {
      long start = System.nanoTime();
      CacheDirectory cache = CacheDirectory.open();
      String name = key(classPath, rehearsal);
      if (cache.use(name) == null && !makeIn(cache, name, options)) {
        return;
      }
      found = find(classPath, rehearsal);
      cache.prune(KIND);
      log.info(
          "children start from an image of their classes from now on: image={}, millis={}", found,
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    } catch (IOException | RuntimeException | Error e) { // also if memory ran out: an image is never a reason to fail
      log.warn("no worker image could be made, so children start without: reason={}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      synchronized (this) {
        known.put(
            rehearsal,
            new Known(found == null ? LaunchSnapshot.Image.FAILED : LaunchSnapshot.Image.READY, found));
      }
    }
  }

  private boolean makeIn(CacheDirectory cache, String name, LaunchOptions options) throws IOException, InterruptedException {
    Path working = cache.workingDirectory();
    try {
      Path file = working.resolve(FILE_NAME);
      if (!Rehearsal.run(launcher, options, make(file), practice) || !Files.exists(file)) {
        log.warn("the rehearsal of a worker gave no image, so children start without");
        return false;
      }
      try (FileChannel written = FileChannel.open(file, StandardOpenOption.READ)) {
        written.force(true); // before it has its name: a power cut must not leave a part of it under that
      }
      cache.keep(working, name);
      return true;
    } finally {
      cache.discard(working);
    }
  }

  /**
   * What a new image has to be made for: the JVM, each jar with its size and time, and what is rehearsed. Options
   * aren't part of it: one that makes the image unfit, another collector for instance, has the JVM start without.
   */
  private static String key(ClassPath classPath, String rehearsal) throws IOException {
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
    text.append(rehearsal);
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return KIND + "-" + HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
