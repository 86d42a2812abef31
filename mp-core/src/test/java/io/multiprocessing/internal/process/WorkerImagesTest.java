package io.multiprocessing.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.internal.platform.ClassPath;
import io.multiprocessing.internal.platform.FileTree;
import io.multiprocessing.pool.LaunchSnapshot;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.testing.Processes;
import io.multiprocessing.testing.TestJvm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@EnabledOnOs(value = OS.LINUX, disabledReason = "looks at /proc/self/maps")
class WorkerImagesTest {

  private static final Duration MADE = Duration.ofSeconds(60);
  private static final Duration WRITTEN = Duration.ofSeconds(20);

  @TempDir static Path jars;
  private static String classPath;

  @TempDir Path folder;
  private Path cache;

  /** The test's own class path with each folder packed into a jar, in a folder of an odd name. */
  @BeforeAll
  static void pack() throws IOException {
    Path odd = Files.createDirectory(jars.resolve("with spaces, ümläuts and 漢字"));
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry);
      if (Files.isDirectory(path)) {
        Path jar = odd.resolve(entries.size() + ".jar");
        pack(path, jar);
        entries.add(jar.toString());
      } else {
        entries.add(entry);
      }
    }
    classPath = String.join(File.pathSeparator, entries);
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
  }

  @BeforeEach
  void chooseCache() {
    cache = folder.resolve("cache");
  }

  private TestJvm parent(String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("-Dmultiprocessing.run-directory=" + folder, "-Dmultiprocessing.cache-directory=" + cache,
                "-cp", classPath));
    arguments.addAll(List.of(more));
    return TestJvm.start(ImageParent.class, arguments, Map.of("LC_ALL", "C.UTF-8"));
  }

  private List<Path> entries(String prefix) throws IOException {
    if (!Files.exists(cache)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(cache)) {
      return found.filter(path -> path.getFileName().toString().startsWith(prefix)).toList();
    }
  }

  private void start(TestJvm parent, int round, boolean mapped) throws Exception {
    parent.say("start");
    assertThat(parent.awaitLine("child ", round)).as(parent.output()).isEqualTo(Boolean.toString(mapped));
    assertThat(parent.awaitLine("worker ", round)).as(parent.output()).isEqualTo(Boolean.toString(mapped));
  }

  private void awaitImage() {
    await().atMost(MADE).until(() -> !entries("image-").isEmpty() && entries("making-").isEmpty());
  }

  /** The parent hears of its image a moment after the cache has it. */
  private void awaitMapped(TestJvm parent) throws Exception {
    parent.say("start");
    for (int round = 2; !parent.awaitLine("worker ", round).equals("true"); round++) {
      assertThat(round).as(parent.output()).isLessThan(20);
      parent.say("start");
    }
  }

  @Test
  void childrenStartFromAnImageOnceItIsMadeAndSoDoThoseOfTheNextRun() throws Exception {
    killWhileAnImageIsMade();
    try (TestJvm first = parent(); TestJvm other = parent()) {
      start(first, 1, false);
      start(other, 1, false); // two applications at once
      awaitImage();
      awaitMapped(first);
    }
    assertThat(entries("image-")).hasSize(1);
    try (TestJvm next = parent()) {
      start(next, 1, true);
    }
    assertThat(entries("making-")).isEmpty();

    Path image = entries("image-").get(0).resolve("worker");
    byte[] content = Files.readAllBytes(image);
    Files.delete(image);
    Files.write(image, damaged(content));
    try (TestJvm crashing = parent()) {
      crashing.say("start");
      assertThat(crashing.awaitLine("worker ", 1)).as(crashing.output()).isEqualTo("false");
      assertThat(crashing.output()).contains("a child crashed when it started from its image").doesNotContain("child false");
      crashing.say("start");
      assertThat(crashing.awaitLine("child ", 1)).as(crashing.output()).isEqualTo("false");
      assertThat(entries("image-")).as("nobody else crashes").isEmpty();
      assertThat(entries("making-")).isEmpty();
    }
  }

  /** As by a power cut: the JVM sees nothing wrong until it uses it. */
  private static byte[] damaged(byte[] image) {
    if (Runtime.version().feature() < 25) {
      return Arrays.copyOf(image, image.length / 2);
    }
    Arrays.fill(image, image.length / 20, image.length / 4, (byte) 0);
    return image;
  }

  @Test
  void whoeverNamesAnArchiveInTheEnvironmentGetsThatBecauseAJvmThatIsToldOfTwoMayNotStart() throws Exception {
    System.setProperty("multiprocessing.cache-directory", cache.toString());
    ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    try {
      WorkerImages images =
          new WorkerImages(
              timer,
              (spec, events) -> {
                throw new AssertionError("not so soon");
              },
              () -> {});
      ClassPath jar = new ClassPath(List.of(folder.resolve("some.jar").toString()), null);
      for (String archive : List.of("-Xmx100m -XX:SharedArchiveFile=own.jsa", "-Xshare:auto", "-XX:AOTCache=own.aot")) {
        LaunchOptions choosing = LaunchOptions.builder().environment(Map.of("JAVA_TOOL_OPTIONS", archive)).build();
        assertThat(images.arguments(choosing, jar)).isEmpty();
      }
      assertThat(images.state(LaunchOptions.defaults())).as("not even begun").isEqualTo(LaunchSnapshot.Image.NONE);
      assertThat(images.arguments(LaunchOptions.defaults(), jar)).isEmpty();
      assertThat(images.state(LaunchOptions.defaults())).isEqualTo(LaunchSnapshot.Image.MAKING);
    } finally {
      timer.shutdownNow();
      System.clearProperty("multiprocessing.cache-directory");
    }
  }

  @Test
  void whatAnApplicationRehearsesHasAnImageOfItsOwnUnlessItFails() throws Exception {
    Path rehearsed = folder.resolve("rehearsed");
    try (TestJvm good = parent("-Dmultiprocessing.worker-image-delay=0", "-Dtest.rehearsal=" + rehearsed);
        TestJvm bad = parent("-Dmultiprocessing.worker-image-delay=0", "-Dtest.rehearsal=fail")) {
      good.say("start");
      assertThat(good.awaitLine("image ", 1)).isIn("MAKING", "READY");
      await().atMost(MADE).until(() -> entries("image-").size() == 2 && entries("making-").isEmpty());
      assertThat(rehearsed).as("it ran in a process of its own").content().isNotBlank();
      bad.say("start");
      for (int round = 1; !bad.awaitLine("image ", round).equals("FAILED"); round++) {
        bad.say("start");
      }
      assertThat(bad.output()).contains("the rehearsal of a worker gave no image");
      good.say("start");
      for (int round = 2; !good.awaitLine("image ", round).equals("READY"); round++) {
        good.say("start");
      }
      good.say("start");
      await().atMost(MADE).until(() -> good.output().contains("worker true"));
    }
    assertThat(entries("image-")).as("the usual one and that of the good rehearsal").hasSize(2);
  }

  @Test
  void aPropertySwitchesThemOffAndAFolderThatCannotBeWrittenIsNoFailure() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    try (TestJvm off = parent("-Dmultiprocessing.worker-image=false");
        TestJvm unwritable = parent("-Dmultiprocessing.cache-directory=" + file.resolve("below"))) {
      start(off, 1, false);
      start(unwritable, 1, false);
      await()
          .atMost(MADE)
          .untilAsserted(() -> assertThat(unwritable.output()).contains("so children start without"));
      start(unwritable, 2, false);
      start(off, 2, false);
    }
    assertThat(cache).as("never looked at").doesNotExist();
    FileTree.delete(cache);
  }

  /** Who makes an image ends with the parent; what was in the making is for the next start to remove. */
  private void killWhileAnImageIsMade() throws Exception {
    try (TestJvm killed = parent()) {
      start(killed, 1, false);
      ProcessHandle handle = ProcessHandle.of(killed.pid()).orElseThrow();
      await().atMost(MADE).until(() -> !entries("making-").isEmpty() && handle.descendants().findAny().isPresent());
      List<ProcessHandle> making = handle.descendants().toList();

      Processes.send("KILL", killed.pid());

      for (ProcessHandle child : making) {
        Processes.awaitGone(child.pid(), WRITTEN); // one that writes already hears of nothing until it is done
      }
    }
    assertThat(entries("making-")).hasSize(1);
  }
}
