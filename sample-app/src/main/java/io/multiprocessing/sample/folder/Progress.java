package io.multiprocessing.sample.folder;

import java.io.Console;
import java.io.PrintStream;
import java.lang.reflect.Method;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Tells how far the job has come: a bar on a terminal; elsewhere, say in a log file, a line for every tenth of the way.
 */
interface Progress extends AutoCloseable {

  /** One more file is finished. */
  void step();

  @Override
  void close();

  /** Progress of {@code total} files, on {@code out}. */
  static Progress of(int total, PrintStream out) {
    return isTerminal() ? new Bar(total, out) : new Lines(total, out);
  }

  /** From 22 on there is a console also where there is no terminal, and it has a method that tells. */
  private static boolean isTerminal() {
    Object console = System.console();
    if (console == null) {
      return false;
    }
    try {
      Method isTerminal = Console.class.getMethod("isTerminal");
      return (boolean) isTerminal.invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Console.isTerminal can't be called", e);
    }
  }

  /** A bar that redraws itself. */
  final class Bar implements Progress {

    private final ProgressBar bar;

    Bar(int total, PrintStream out) {
      bar = new ProgressBarBuilder()
          .setTaskName("Rendering")
          .setInitialMax(total)
          .setUnit(" files", 1)
          .setStyle(ProgressBarStyle.UNICODE_BLOCK)
          .setUpdateIntervalMillis(200)
          .setConsumer(new ConsoleProgressBarConsumer(out))
          .build();
    }

    @Override
    public void step() {
      bar.step();
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  /** Lines that are only ever appended. */
  final class Lines implements Progress {

    private static final int TENTHS = 10;
    private final int total;
    private final PrintStream out;
    private int finished;

    Lines(int total, PrintStream out) {
      this.total = total;
      this.out = out;
    }

    @Override
    public void step() {
      int tenthsBefore = (int) ((long) finished * TENTHS / total);
      finished++;
      if ((long) finished * TENTHS / total > tenthsBefore) {
        out.println("Rendering: " + finished + " of " + total + " files");
      }
    }

    @Override
    public void close() {
      out.flush();
    }
  }
}
