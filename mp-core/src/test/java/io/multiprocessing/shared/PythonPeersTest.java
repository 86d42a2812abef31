package io.multiprocessing.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.internal.memory.SharedDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** CPython's own {@code shared_memory} on the same blocks. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PythonPeersTest {

  private static final SharedObjects SHARED = Multiprocessing.get().shared();

  /** An attacher must not track, or its exit would remove the block; lists, and older versions, can't be told so. */
  private static final String PRELUDE =
      """
      import sys
      from multiprocessing import resource_tracker, shared_memory
      def untracked(block):
          resource_tracker.unregister(block._name, 'shared_memory')
      def say(*words):
          print(*words, flush=True)
      """;

  /** A CPython that runs one script; ends with the test. */
  private static final class Python implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private final Writer input;

    Python(String script, String... arguments) throws IOException {
      List<String> command = new ArrayList<>(List.of("python3", "-c", PRELUDE + script));
      command.addAll(List.of(arguments));
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("PYTHONIOENCODING", "utf-8");
      process = builder.start();
      output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      input = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    }

    String line() throws IOException {
      return output.readLine();
    }

    void goOn() throws IOException {
      input.write("\n");
      input.flush();
    }

    void awaitEnd() throws Exception {
      assertThat(output.lines().toList()).isEmpty();
      assertThat(process.waitFor()).isZero();
    }

    /** Its resource tracker complains about what it removes. */
    void awaitEndWhateverItSays() throws Exception {
      output.lines().forEach(line -> {});
      assertThat(process.waitFor()).isZero();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  @BeforeAll
  static void needsPython() {
    assumeThat(SharedDirectory.base()).as("CPython's folder").isEqualTo(Path.of("/dev/shm"));
    String version;
    try (Python python = new Python("say(sys.version_info >= (3, 9))")) {
      version = python.line();
    } catch (IOException e) {
      version = e.toString();
    }
    assumeThat(version).as("python3, at least 3.9, on the path").isEqualTo("True");
  }

  @Test
  void pythonAttachesOurMemory() throws Exception {
    try (SharedMemory memory = SHARED.createMemory(100)) {
      memory.buffer().put(0, (byte) 42);
      String script =
          """
          block = shared_memory.SharedMemory(sys.argv[1])
          untracked(block)
          say(block.size, block.buf[0])
          block.buf[99] = 43
          block.close()
          """;
      try (Python python = new Python(script, memory.name())) {
        assertThat(python.line()).isEqualTo("100 42");
        python.awaitEnd();
      }
      assertThat(memory.buffer().get(99)).isEqualTo((byte) 43);
      SHARED.attachMemory(memory.name()).close();
      memory.unlink();
    }
  }

  @Test
  void theExitOfAnAttacherThatIsToldNotToTrackRemovesNothingAndOurViewSurvivesOneThatIsNot() throws Exception {
    try (SharedMemory memory = SHARED.createMemory(8)) {
      String script =
          """
          told = sys.version_info >= (3, 13)
          block = shared_memory.SharedMemory(sys.argv[1], **({'track': False} if told else {}))
          block.buf[7] = 9
          say(told, block.size)
          block.close()
          """;
      String said;
      try (Python python = new Python(script, memory.name())) {
        said = python.line();
        python.awaitEndWhateverItSays();
      }
      assertThat(said).isIn("True 8", "False 8");
      if (said.startsWith("True")) {
        SHARED.attachMemory(memory.name()).close();
      } else { // before 3.13 an attacher takes the name with it, which is Python's bug
        await().untilAsserted( // by a process of Python's that outlives the attacher for a moment
            () ->
                assertThatThrownBy(() -> SHARED.attachMemory(memory.name()).close())
                    .hasMessageContaining("doesn't exist"));
      }
      assertThat(memory.buffer().get(7)).isEqualTo((byte) 9);
      memory.unlink();
    }
  }

  @Test
  void weAttachPythonsMemory() throws Exception {
    String script =
        """
        block = shared_memory.SharedMemory(create=True, size=5000)
        block.buf[:3] = b'abc'
        say(block.name)
        sys.stdin.readline()
        say(block.buf[4999])
        block.close()
        block.unlink()
        """;
    try (Python python = new Python(script)) {
      String name = python.line();
      try (SharedMemory memory = SHARED.attachMemory(name, 5000)) {
        assertThat(memory.buffer().get(2)).isEqualTo((byte) 'c');
        memory.buffer().put(4999, (byte) 7);
      }
      python.goOn();
      assertThat(python.line()).as("our close removed nothing").isEqualTo("7");
      python.awaitEnd();
      assertThatThrownBy(() -> SHARED.attachMemory(name)).hasMessageContaining("doesn't exist");
    }
  }

  @Test
  void pythonReadsAndWritesOurLists() throws Exception {
    List<Object> elements =
        Arrays.asList(1, 1L << 40, -2.5, true, null, "größer, 日本", "a\0", new byte[] {1, 0, 2}, "replaced\0",
            "x\0");
    String script =
        """
        sequence = shared_memory.ShareableList(name=sys.argv[1])
        untracked(sequence.shm)
        say(list(sequence))
        sequence[0] = 1 << 33
        sequence[3] = 'é'
        sequence[5] = None
        sequence[8] = 'REPLACED'
        sequence[4] = 8
        sequence.shm.close()
        """;
    try (ShareableList list = SHARED.list(elements)) {
      try (Python python = new Python(script, list.sharedMemory().name())) {
        assertThat(python.line())
            .as("Python drops zeros at the end")
            .isEqualTo(
                "[1, 1099511627776, -2.5, True, None, 'größer, 日本', 'a', b'\\x01\\x00\\x02', 'replaced', 'x']");
        python.awaitEnd();
      }
      assertThat(list.subList(0, 7)).containsExactly(1L << 33, 1L << 40, -2.5, "é", 8L, null, "a\0");
      assertThat((byte[]) list.get(7)).containsExactly(1, 0, 2);
      assertThat(list.get(8)).as("the note is out of date").isEqualTo("REPLACED");
      assertThat(list.get(9)).isEqualTo("x\0");
      list.unlink();
    }
  }

  @Test
  void weReadAndWritePythonsLists() throws Exception {
    String script =
        """
        sequence = shared_memory.ShareableList([7, -2.5, True, None, 'abc', b'1234567890', 'last'])
        say(sequence.shm.name)
        sys.stdin.readline()
        say(list(sequence), sequence.format)
        sequence.shm.close()
        sequence.shm.unlink()
        """;
    try (Python python = new Python(script);
        ShareableList list = SHARED.attachList(python.line())) {
      assertThat(list.subList(0, 5)).containsExactly(7L, -2.5, true, null, "abc");
      assertThat((byte[]) list.get(5)).isEqualTo("1234567890".getBytes(StandardCharsets.US_ASCII));
      assertThat(list.format()).isEqualTo("qdxxxxxxx?xxxxxx?x8s16s8s");
      list.set(0, "word");
      list.set(3, 9);
      list.set(4, "größe");
      assertThatThrownBy(() -> list.set(6, "a\0"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("that Python has made");
      python.goOn();
      assertThat(python.line())
          .isEqualTo("['word', -2.5, True, 9, 'größe', b'1234567890', 'last'] 8sdxxxxxxx?q8s16s8s");
      python.awaitEnd();
    }
  }
}
