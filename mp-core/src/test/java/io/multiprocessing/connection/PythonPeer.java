package io.multiprocessing.connection;

import io.multiprocessing.process.AuthKey;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A CPython process at the other end: {@code connection_peer.py}. */
final class PythonPeer implements AutoCloseable {

  private static final long LIMIT_SECONDS = 60;

  private final Process process;
  private final BufferedReader output;

  private PythonPeer(Process process) {
    this.process = process;
    output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** An interpreter and its version, e.g. 3.13. */
  record Interpreter(String executable, int minor) {
    @Override
    public String toString() {
      return "CPython 3." + minor;
    }

    /** Up to 3.11 md5 is all it knows. */
    boolean isLegacy() {
      return minor < 12;
    }
  }

  /**
   * The interpreters to test with: those of the system property {@code multiprocessing.test.pythons}, separated by the
   * path separator, or else python3.
   */
  static List<Interpreter> interpreters() {
    List<Interpreter> found = new ArrayList<>();
    String named = System.getProperty("multiprocessing.test.pythons", "python3");
    for (String executable : named.split(File.pathSeparator)) {
      try {
        Process version =
            new ProcessBuilder(
                    executable, "-c",
                    "import sys; print(sys.version_info[0] * 100 + sys.version_info[1], sys.executable or '')")
                .redirectErrorStream(true)
                .start();
        String answer = new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        if (version.waitFor() == 0 && answer.matches("3\\d\\d( .+)?")) {
          // The interpreter itself, because a wrapper that looks for it would do so again for each peer.
          found.add(new Interpreter(
              answer.length() > 4 ? answer.substring(4) : executable, Integer.parseInt(answer.substring(0, 3)) - 300));
        }
      } catch (IOException e) {
        System.out.println("no interpreter: " + e.getMessage());
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return found;
  }

  static PythonPeer start(Interpreter interpreter, Path folder, String role, SocketAddress address, AuthKey key)
      throws IOException {
    Path script = folder.resolve("connection_peer.py");
    try (InputStream source = PythonPeer.class.getResourceAsStream("/python/connection_peer.py")) {
      Files.write(script, source.readAllBytes());
    }
    boolean inet = address instanceof InetSocketAddress;
    String text = inet ? Integer.toString(((InetSocketAddress) address).getPort()) : address.toString();
    Process process =
        new ProcessBuilder(
                interpreter.executable(), script.toString(), role, inet ? "AF_INET" : "AF_UNIX", text,
                key == null ? "-" : HexFormat.of().formatHex(key.toByteArray()))
            .redirectErrorStream(true)
            .start();
    return new PythonPeer(process);
  }

  /** The next line it prints. */
  String line() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the peer ended without another word");
    }
    return line;
  }

  /** All it prints until it ends. */
  String rest() {
    StringBuilder all = new StringBuilder();
    try {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        all.append(line).append('\n');
      }
      return all.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the peer did not end");
      }
    } catch (InterruptedException e) { // the test's own limit
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
      output.close();
    }
  }
}
