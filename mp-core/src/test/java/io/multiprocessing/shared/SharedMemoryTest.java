package io.multiprocessing.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.api.SharedObjectException;
import io.multiprocessing.internal.memory.SharedDirectory;
import io.multiprocessing.internal.platform.FileTree;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.shared.SharedMemory.Tracking;
import io.multiprocessing.testing.Processes;
import io.multiprocessing.testing.TestJvm;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SharedMemoryTest {

  private static final SharedObjects SHARED = Multiprocessing.get().shared();

  private static Path path(String name) {
    return SharedDirectory.base().resolve(name);
  }

  @Test
  void isFoundByItsNameAndIsExactlyAsLongAsAskedFor() throws IOException {
    try (SharedMemory memory = SHARED.createMemory(10);
        SharedMemory same = SHARED.attachMemory(memory.name(), 10)) {
      assertThat(memory.name()).matches("psm_[0-9a-f]{8}");
      assertThat(memory.size()).isEqualTo(10);
      assertThat(Files.size(path(memory.name()))).isEqualTo(10);
      assertThat(memory.buffer()).satisfies(b -> assertThat(b.order()).isEqualTo(ByteOrder.nativeOrder()));
      assertThat(memory.buffer().remaining()).isEqualTo(10);
      memory.buffer(8, 2).put(1, (byte) 5);
      assertThat(same.buffer().get(9)).isEqualTo((byte) 5);
      assertThat(same.toString()).contains(memory.name(), "size=10");
      memory.unlink();
    }
  }

  @Test
  void nobodysEndRemovesItButUnlinkDoes() throws Exception {
    SharedMemory memory = SHARED.createMemory("mp-test-" + ProcessHandle.current().pid(), 4);
    Path file = path(memory.name());
    memory.buffer().putInt(0, 42);
    memory.close();
    memory.close();
    assertThat(SharedScenarios.exitCode(new Attaching(memory.name()))).isZero();
    assertThat(file).exists();
    try (SharedMemory again = SHARED.attachMemory(memory.name())) {
      assertThat(again.buffer().getInt(0)).isEqualTo(43);
      memory.unlink();
      memory.unlink();
      assertThat(file).doesNotExist();
      assertThat(again.buffer().getInt(0)).as("who has it goes on").isEqualTo(43);
    }
  }

  private record Attaching(String name) implements RemoteRunnable {
    @Override
    public void run() {
      ByteBuffer buffer = Multiprocessing.get().shared().attachMemory(name, 4).buffer();
      buffer.putInt(0, buffer.getInt(0) + 1);
    }
  }

  @Test
  void aNameThatIsTakenIsRefusedAndItsMemoryStays() {
    try (SharedMemory memory = SHARED.createMemory(4)) {
      memory.buffer().putInt(0, 42);
      for (Tracking tracking : Tracking.values()) {
        assertThatThrownBy(() -> SHARED.createMemory(memory.name(), 8, tracking))
            .isInstanceOf(SharedObjectException.class)
            .hasMessageContaining("taken: name=" + memory.name());
      }
      try (SharedMemory same = SHARED.attachMemory(memory.name())) {
        assertThat(same.buffer().getInt(0)).isEqualTo(42);
      }
      memory.unlink();
    }
  }

  @Test
  void refusesSizesAndNamesThatCantBe() {
    for (long size : new long[] {0, -1}) {
      assertThatThrownBy(() -> SHARED.createMemory(size))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("size must be at least 1: size=" + size);
    }
    assertThatThrownBy(() -> SHARED.createMemory(1L << 50))
        .isInstanceOf(SharedObjectException.class)
        .hasMessageContaining("length=" + (1L << 50))
        .hasMessageContaining("not enough space");
    for (String name : List.of("", ".", "..", "a/b", "a\\b", "a\0b", "mp-run-x", "x".repeat(191))) {
      assertThatThrownBy(() -> SHARED.createMemory(name, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must be that of a file");
      assertThatThrownBy(() -> SHARED.attachMemory(name)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> SHARED.createMemory(null, 1)).isInstanceOf(NullPointerException.class).hasMessage("name");
    assertThatThrownBy(() -> SHARED.createMemory(1, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("tracking");
    assertThatThrownBy(() -> SHARED.attachMemory(null)).isInstanceOf(NullPointerException.class).hasMessage("name");
  }

  @Test
  void refusesToAttachWhatIsntThereOrIsSomethingElse() throws IOException {
    assertThatThrownBy(() -> SHARED.attachMemory("mp-test-missing"))
        .isInstanceOf(SharedObjectException.class)
        .hasMessageContaining("it doesn't exist");
    Path link = path("mp-test-link-" + ProcessHandle.current().pid());
    Path empty = path("mp-test-empty-" + ProcessHandle.current().pid());
    Files.createSymbolicLink(link, Path.of("/etc/hostname"));
    Files.createFile(empty);
    try (SharedMemory memory = SHARED.createMemory(4)) {
      assertThatThrownBy(() -> SHARED.attachMemory(memory.name(), 5))
          .isInstanceOf(SharedObjectException.class)
          .hasMessageContaining("expected=5, found=4");
      memory.unlink();
      assertThatThrownBy(() -> SHARED.attachMemory(link.getFileName().toString()))
          .isInstanceOf(SharedObjectException.class)
          .hasMessageContaining("isn't shared memory");
      assertThatThrownBy(() -> SHARED.attachMemory(empty.getFileName().toString()))
          .isInstanceOf(SharedObjectException.class)
          .hasMessageContaining("empty");
    } finally {
      Files.delete(link);
      Files.delete(empty);
    }
  }

  /** Attaches a block as whoever runs it, and says what comes of it. */
  static final class Nobody {
    private Nobody() {}

    public static void main(String[] arguments) {
      try {
        SHARED.attachMemory(arguments[0]).close();
        System.out.println("attached");
      } catch (SharedObjectException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  /** Root reads everything, so root becomes nobody for it; others take their own rights away. */
  @Test
  void refusesToAttachWhatBelongsToAnotherUser() throws Exception {
    try (SharedMemory memory = SHARED.createMemory(4)) {
      Files.setPosixFilePermissions(path(memory.name()), PosixFilePermissions.fromString("---------"));
      if (Files.isReadable(path(memory.name()))) {
        assertThat(attachAsNobody(memory.name())).contains("another user", memory.name());
      } else {
        assertThatThrownBy(() -> SHARED.attachMemory(memory.name()))
            .isInstanceOf(SharedObjectException.class)
            .hasMessageContaining("another user");
      }
      memory.unlink();
    }
  }

  private static String attachAsNobody(String name) throws Exception {
    Path copies = Files.createTempDirectory("attach-as-nobody-");
    try {
      StringBuilder classPath = new StringBuilder();
      String[] entries = System.getProperty("java.class.path").split(File.pathSeparator);
      for (int i = 0; i < entries.length; i++) {
        if (entries[i].matches(".*(classes|kryo|jna-|slf4j-api|jspecify|minlog|objenesis|assertj-core|junit-jupiter-api).*")) {
          Path copy = copies.resolve(i + (entries[i].endsWith(".jar") ? ".jar" : ""));
          copyTree(Path.of(entries[i]), copy);
          classPath.append(copy).append(File.pathSeparator);
        }
      }
      Process process =
          new ProcessBuilder(
                  "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:-UsePerfData",
                  "-cp", classPath.toString(), Nobody.class.getName(), name)
              .directory(copies.toFile())
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
      return output;
    } finally {
      FileTree.delete(copies);
    }
  }

  private static void copyTree(Path from, Path to) throws IOException {
    Files.setPosixFilePermissions(to.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  @Test
  void aClosedBlockRefusesEverythingButItsBuffersStayUsable() {
    SharedMemory memory = SHARED.createMemory(8);
    ByteBuffer buffer = memory.buffer();
    memory.close();
    memory.unlink();
    buffer.putLong(0, 1);
    assertThatThrownBy(memory::buffer).isInstanceOf(IllegalStateException.class).hasMessageContaining(memory.name());
    assertThatThrownBy(() -> memory.buffer(0, 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Multiprocessing.get().process(new Sent(memory)).start())
        .hasStackTraceContaining("is closed");
    assertThat(memory.toString()).contains("closed");
    try (SharedMemory other = SHARED.createMemory(8)) {
      assertThatThrownBy(() -> other.buffer(4, 5)).isInstanceOf(IndexOutOfBoundsException.class);
      other.unlink();
    }
  }

  private record Sent(SharedMemory memory) implements RemoteRunnable {
    @Override
    public void run() {
      memory.buffer();
    }
  }

  /**
   * The main of a JVM of its own: makes a tracked and an untracked block, has a child make one, says their names,
   * waits.
   */
  static final class Maker {
    private Maker() {}

    public static void main(String[] arguments) throws Exception {
      SharedObjects shared = Multiprocessing.get().shared();
      System.out.println("tracked " + shared.createMemory(100).name());
      System.out.println("untracked " + shared.createMemory(100, Tracking.UNTRACKED).name());
      System.out.println("list " + shared.list(List.of(1, "a")).sharedMemory().name());
      SharedMemory replaced = shared.createMemory("mp-test-replaced-" + ProcessHandle.current().pid(), 100);
      System.out.println("replaced " + replaced.name());
      if (!arguments[0].equals("alone")) {
        ChildProcess child = Multiprocessing.get().process(new Making());
        child.start();
        child.join();
      }
      if (arguments[0].equals("guarded")) {
        ChildProcess child = Multiprocessing.get().process(new Idling());
        child.start();
      }
      System.out.println("ready ");
      System.in.read();
      System.exit(0);
    }
  }

  private record Making() implements RemoteRunnable {
    @Override
    public void run() {
      String name = "mp-test-of-child-" + ProcessHandle.current().pid();
      SharedMemory memory = Multiprocessing.get().shared().createMemory(name, 100);
      System.out.println("child " + memory.name());
    }
  }

  private record Idling() implements RemoteRunnable {
    @Override
    public void run() {
      System.out.println("idling ");
      try {
        Thread.sleep(60_000); // ends with its parent
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static List<String> names(TestJvm jvm, String... kinds) throws InterruptedException {
    List<String> names = new ArrayList<>();
    for (String kind : kinds) {
      names.add(jvm.awaitLine(kind + " ", 1));
    }
    return names;
  }

  /** Removes a name and makes another file of it, as a process of no tree might. */
  private static Path replace(Path base, TestJvm jvm) throws Exception {
    Path replaced = base.resolve(jvm.awaitLine("replaced ", 1));
    Files.delete(replaced);
    return Files.write(replaced, new byte[] {1});
  }

  private static TestJvm maker(Path base, String how) throws IOException {
    return TestJvm.start(Maker.class, List.of("-Dmultiprocessing.shared-directory=" + base), Map.of(), how);
  }

  @TempDir Path folder;

  @Test
  void trackedMemoryGoesWithTheExitOfItsTree() throws Exception {
    try (TestJvm jvm = maker(folder, "with child")) {
      List<String> tracked = names(jvm, "tracked", "list", "child");
      String untracked = jvm.awaitLine("untracked ", 1);
      Path replaced = replace(folder, jvm);
      jvm.awaitLine("ready ", 1);
      assertThat(tracked).allSatisfy(name -> assertThat(folder.resolve(name)).exists());
      jvm.say("");
      assertThat(jvm.awaitExit()).isZero();
      assertThat(tracked).allSatisfy(name -> assertThat(folder.resolve(name)).doesNotExist());
      assertThat(folder.resolve(untracked)).exists();
      assertThat(replaced).as("another's by now").exists();
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).as("untracked and replaced").hasSize(2);
    }
  }

  @Test
  void trackedMemoryOfAKilledRootGoesWithItsChildren() throws Exception {
    try (TestJvm jvm = maker(folder, "guarded")) {
      List<String> tracked = names(jvm, "tracked", "list", "child");
      Path replaced = replace(folder, jvm);
      jvm.awaitLine("idling ", 1);
      Processes.send("KILL", jvm.pid());
      for (String name : tracked) {
        await().atMost(Duration.ofSeconds(20)).until(() -> !Files.exists(folder.resolve(name)));
      }
      assertThat(folder.resolve(jvm.awaitLine("untracked ", 1))).exists();
      assertThat(replaced).exists();
    }
  }

  @Test
  void trackedMemoryOfAKilledTreeGoesWithTheNextStart() throws Exception {
    List<String> tracked;
    String untracked;
    Path replaced;
    try (TestJvm jvm = maker(folder, "alone")) {
      tracked = names(jvm, "tracked", "list");
      untracked = jvm.awaitLine("untracked ", 1);
      replaced = replace(folder, jvm);
      jvm.awaitLine("ready ", 1);
      Processes.send("KILL", jvm.pid());
      jvm.awaitExit();
      assertThat(tracked).allSatisfy(name -> assertThat(folder.resolve(name)).exists());
    }
    try (TestJvm next = maker(folder, "alone")) {
      next.awaitLine("ready ", 1);
      assertThat(tracked).allSatisfy(name -> assertThat(folder.resolve(name)).doesNotExist());
      assertThat(folder.resolve(untracked)).exists();
      assertThat(replaced).exists();
      next.say("");
      next.awaitExit();
    }
  }
}
