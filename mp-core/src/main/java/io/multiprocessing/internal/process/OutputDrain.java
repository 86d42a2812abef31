package io.multiprocessing.internal.process;

import io.multiprocessing.process.OutputMode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a child's standard output and standard error for as long as it has them, so that it never blocks on a full
 * pipe, and keeps the last lines of both.
 */
final class OutputDrain {

  private static final Logger log = LoggerFactory.getLogger(OutputDrain.class);

  /** What the workers print, at INFO from their standard output and at WARN from their standard error. */
  private static final Logger lines = LoggerFactory.getLogger("io.multiprocessing.worker.output");

  private static final int BUFFER_LENGTH = 16 * 1024;
  private static final long STACK_BYTES = 256 * 1024;
  private static final Charset CONSOLE = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  private final CountDownLatch ended = new CountDownLatch(2);
  private final LineTail output;
  private final LineTail error;
  private volatile Target target;

  /** Where the output goes: another place once a spare has become a child. */
  private record Target(@Nullable PrintStream out, @Nullable PrintStream err, boolean toLog, String origin) {

    static Target of(LaunchSpec spec, long pid) {
      boolean inherit = spec.output() == OutputMode.INHERIT;
      return new Target(
          inherit ? System.out : null,
          inherit ? System.err : null,
          spec.output() == OutputMode.LOG,
          "[" + spec.label() + " " + spec.name() + " pid=" + pid + "]");
    }
  }

  OutputDrain(LaunchSpec spec, Process process) {
    target = Target.of(spec, process.pid());
    output = new LineTail(CONSOLE, line -> log(line, false));
    error = new LineTail(CONSOLE, line -> log(line, true));
    start(spec.name() + "-stdout", process.getInputStream(), output, false);
    start(spec.name() + "-stderr", process.getErrorStream(), error, true);
  }

  /** From now on the output is that of another child in the same process. */
  void retarget(LaunchSpec spec, long pid) {
    target = Target.of(spec, pid);
  }

  private void log(String line, boolean isError) {
    Target current = target;
    if (!current.toLog()) {
      return;
    }
    if (isError) {
      lines.warn("{} {}", current.origin(), line);
    } else {
      lines.info("{} {}", current.origin(), line);
    }
  }

  private void start(String name, InputStream stream, LineTail tail, boolean isError) {
    Thread thread = new Thread(null, () -> drain(stream, tail, isError), name, STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
  }

  private void drain(InputStream stream, LineTail tail, boolean isError) {
    byte[] buffer = new byte[BUFFER_LENGTH];
    try (stream) {
      for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
        PrintStream copy = isError ? target.err() : target.out();
        if (copy != null) {
          write(copy, buffer, count);
        }
        tail.accept(buffer, count);
      }
      tail.finish();
    } catch (IOException e) {
      log.debug("a child's output ended with an error", e);
    } finally {
      ended.countDown();
    }
  }

  /**
   * An application's own {@code System.out} may fail; the reading must go on, or the child would block on a full pipe.
   */
  private static void write(PrintStream copy, byte[] buffer, int count) {
    try {
      copy.write(buffer, 0, count);
      copy.flush();
    } catch (RuntimeException e) {
      log.debug("a child's output could not be copied", e);
    }
  }

  /**
   * Waits until both streams have ended; a process that the child started may hold them open for longer than it lives.
   *
   * @return whether they have ended
   */
  boolean awaitEnd(long limitMillis) throws InterruptedException {
    return ended.await(limitMillis, TimeUnit.MILLISECONDS);
  }

  List<String> lastOutputLines() {
    return output.last();
  }

  List<String> lastErrorLines() {
    return error.last();
  }
}
