package io.multiprocessing.process;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What this JVM, and the children that inherit its output, print between {@link #start} and {@link #close}. */
final class CapturedOutput implements AutoCloseable {

  private final PrintStream formerOutput = System.out;
  private final PrintStream formerError = System.err;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final ByteArrayOutputStream error = new ByteArrayOutputStream();

  private CapturedOutput() {}

  static CapturedOutput start() {
    CapturedOutput captured = new CapturedOutput();
    System.setOut(new PrintStream(captured.output, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(captured.error, true, StandardCharsets.UTF_8));
    return captured;
  }

  String output() {
    return output.toString(StandardCharsets.UTF_8);
  }

  String error() {
    return error.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    System.setOut(formerOutput);
    System.setErr(formerError);
  }
}
