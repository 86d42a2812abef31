package io.multiprocessing.internal.process;

import io.multiprocessing.internal.platform.ClassPath;
import io.multiprocessing.internal.platform.JavaExecutable;
import io.multiprocessing.internal.platform.ProcessIdentity;
import io.multiprocessing.internal.platform.RunDirectory;
import io.multiprocessing.internal.protocol.Bootstrap;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.ProcessStartException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fresh JVM for each child. Its flags and class path come from an argument file, so that no length is too much for the
 * command line; its secrets go down its standard input, so that nobody sees them in a list of processes.
 */
final class SpawnLauncher implements Launcher {

  private static final Logger log = LoggerFactory.getLogger(SpawnLauncher.class);

  /** The child side's main class: the only word this side has of it. */
  static final String CHILD_MAIN_CLASS = "io.multiprocessing.internal.worker.WorkerMain";

  /** How deep processes may be nested, against fork bombs; a system property of the main process. */
  static final String MAX_DEPTH_PROPERTY = "multiprocessing.max-depth";

  private static final int DEFAULT_MAX_DEPTH = 8;

  private final ParentRuntime runtime;
  private final AtomicLong launches = new AtomicLong();

  SpawnLauncher(ParentRuntime runtime) {
    this.runtime = runtime;
  }

  @Override
  public LaunchedChild launch(LaunchSpec spec, ChildEvents events) {
    requireDepth();
    Path executable = JavaExecutable.require(spec.options().javaExecutable());
    ParentRuntime.Wiring wiring = runtime.wiring();
    long launchId = launches.incrementAndGet();
    ProcessBuilder builder =
        new ProcessBuilder(executable.toString(), "@" + wiring.argumentFiles().fileFor(arguments(spec, wiring)));
    builder.environment().putAll(spec.options().environment());
    Path directory = spec.options().workingDirectory();
    if (directory != null) {
      builder.directory(directory.toFile());
    }
    Process process = start(builder, spec);
    LaunchedChild child = new LaunchedChild(spec, process, events, wiring.crashReports());
    wiring.server().expect(launchId, child);
    child.watch(() -> wiring.server().forget(launchId));
    long limit = spec.options().startTimeout().toNanos();
    runtime.timer().schedule(child::endStartLimit, limit, TimeUnit.NANOSECONDS);
    greet(process, bootstrap(spec, wiring, launchId));
    return child;
  }

  private static void requireDepth() {
    int limit = Integer.getInteger(MAX_DEPTH_PROPERTY, DEFAULT_MAX_DEPTH);
    int depth = ProcessIdentity.current().depth() + 1;
    if (depth > limit) {
      throw new ProcessStartException(
          "processes may be nested at most " + limit + " deep: depth=" + depth + "; raise -D" + MAX_DEPTH_PROPERTY
              + " if this is not a process that starts itself again and again");
    }
  }

  private static Process start(ProcessBuilder builder, LaunchSpec spec) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new ProcessStartException(
          "a child process could not be started: name=" + spec.name() + ", reason=" + e.getMessage(), e);
    }
  }

  /** A child that dies this early is reported by its exit, with what it wrote to its standard error. */
  private static void greet(Process process, Bootstrap bootstrap) {
    try (OutputStream input = process.getOutputStream()) {
      bootstrap.writeTo(input);
    } catch (IOException e) {
      log.debug("a child was gone before it could be told who it is: pid={}", process.pid(), e);
    }
  }

  private static Bootstrap bootstrap(LaunchSpec spec, ParentRuntime.Wiring wiring, long launchId) {
    ProcessIdentity identity = ProcessIdentity.current();
    return new Bootstrap(
        wiring.server().address(),
        wiring.controlKey(),
        launchId,
        spec.name(),
        spec.path(),
        spec.daemon(),
        spec.authKey().toByteArray(),
        identity.depth() + 1,
        identity.self().pid(),
        identity.self().name(),
        wiring.directory().path().toString());
  }

  private static List<String> arguments(LaunchSpec spec, ParentRuntime.Wiring wiring) {
    LaunchOptions options = spec.options();
    ClassPath classPath = wiring.classPath();
    List<String> arguments = new ArrayList<>();
    if (options.jvmArguments().stream().noneMatch(SpawnLauncher::choosesCollector)) {
      arguments.add("-XX:+UseSerialGC"); // one busy thread: the least memory and the fastest start
    }
    arguments.add("-XX:-UsePerfData"); // its file would outlive a kill
    arguments.add("-XX:-CreateCoredumpOnCrash");
    arguments.add("-XX:ErrorFile=" + wiring.crashReports().pattern());
    arguments.add("-Dkryo.unsafe=false");
    arguments.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
    String base = System.getProperty(RunDirectory.BASE_PROPERTY);
    if (base != null) {
      arguments.add("-D" + RunDirectory.BASE_PROPERTY + "=" + base);
    }
    arguments.add("-D" + MAX_DEPTH_PROPERTY + "=" + Integer.getInteger(MAX_DEPTH_PROPERTY, DEFAULT_MAX_DEPTH));
    if (spec.exitOnOutOfMemory()) {
      arguments.add("-XX:+ExitOnOutOfMemoryError");
    }
    if (options.maxHeapBytes() != null) {
      arguments.add("-Xmx" + options.maxHeapBytes());
    }
    arguments.addAll(options.jvmArguments());
    arguments.add("-cp");
    arguments.add(classPath.joined());
    String launcher = classPath.launcher();
    if (launcher == null) {
      arguments.add(CHILD_MAIN_CLASS);
    } else {
      arguments.add("-Dloader.main=" + CHILD_MAIN_CLASS);
      arguments.add(launcher);
    }
    return arguments;
  }

  private static boolean choosesCollector(String argument) {
    return argument.startsWith("-XX:+Use") && argument.endsWith("GC");
  }
}
