package io.multiprocessing.internal.process;

import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.internal.memory.Host;
import io.multiprocessing.internal.platform.ClassPath;
import io.multiprocessing.internal.platform.JavaExecutable;
import io.multiprocessing.internal.platform.NativeAccess;
import io.multiprocessing.internal.platform.Orphans;
import io.multiprocessing.internal.platform.ProcessIdentity;
import io.multiprocessing.internal.platform.RunDirectory;
import io.multiprocessing.internal.platform.StartConditions;
import io.multiprocessing.internal.protocol.Bootstrap;
import io.multiprocessing.internal.transport.ChannelRole;
import io.multiprocessing.internal.transport.ControlServer;
import io.multiprocessing.internal.transport.FrameChannel;
import io.multiprocessing.pool.LaunchSnapshot;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.ProcessStartException;
import io.multiprocessing.process.StartMethod;
import io.multiprocessing.serialization.EncodedMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fresh JVM for each child. Its flags and class path come from an argument file, so that no length is too much for
 * the command line; its secrets go down its standard input, so that nobody sees them in a list of processes.
 */
final class SpawnLauncher implements Launcher {

  private static final Logger log = LoggerFactory.getLogger(SpawnLauncher.class);

  /** The child side's main class: the only word this side has of it. */
  static final String CHILD_MAIN_CLASS = "io.multiprocessing.internal.worker.WorkerMain";

  /** How deep processes may be nested, against fork bombs; a system property of the main process. */
  static final String MAX_DEPTH_PROPERTY = "multiprocessing.max-depth";

  private static final int DEFAULT_MAX_DEPTH = 8;
  private static final String CLASS_PATH = "-cp";

  /** The commonest reasons that the system gives; which number stands for which depends on the system. */
  private static final String EXHAUSTED =
      "if descriptors, processes or memory ran out, use fewer processes or raise the limit (ulimit -n, ulimit -u, pids.max)";

  private final ParentRuntime runtime;
  private final AtomicLong launches = new AtomicLong();
  private final WorkerImages images;
  private final Map<Long, List<String>> arguments = new ConcurrentHashMap<>(); // of the children that live, by pid

  SpawnLauncher(ParentRuntime runtime, RemoteRunnable practice) {
    this.runtime = runtime;
    this.images = new WorkerImages(runtime.timer(), this, practice);
  }

  @Override
  public LaunchedChild launch(LaunchSpec spec, ChildEvents events) {
    return launch(
        spec,
        jvm -> {
          LaunchedChild child =
              new LaunchedChild(spec, jvm.process(), events, jvm.wiring().crashReports(), runtime.timer());
          child.onEnd(jvm.orphans()::end);
          ClassPath classPath = jvm.wiring().classPath();
          child.onFailedStart(
              () -> {
                String trouble = StartConditions.explain(spec.options().javaExecutable(), classPath);
                runtime.restore(classPath);
                return trouble;
              });
          return child;
        },
        LaunchedChild::watch);
  }

  @Override
  public LaunchSnapshot snapshot(LaunchOptions options, long pid) {
    return new LaunchSnapshot(
        StartMethod.SPAWN, arguments.getOrDefault(pid, List.of()), 0, images.state(options));
  }

  /** Launches a JVM that waits to become a child. */
  Spare launchSpare(
      LaunchSpec spec, SpareShelf shelf, @Nullable EncodedMessage preload, List<EncodedMessage> samples) {
    return launch(
        spec,
        jvm -> {
          Spare spare =
              new Spare(shelf, spec, jvm.process(), jvm.wiring().crashReports(), runtime.timer(), preload, samples);
          spare.onEnd(jvm.orphans()::end);
          return spare;
        },
        Spare::watch);
  }

  /** A JVM that was started. */
  private record Jvm(Process process, ParentRuntime.Wiring wiring, Orphans orphans) {}

  private <T extends ControlServer.Connections> T launch(
      LaunchSpec spec, Function<Jvm, T> maker, BiConsumer<T, Runnable> watch) {
    requireDepth();
    Path executable = JavaExecutable.require(spec.options().javaExecutable());
    ParentRuntime.Wiring wiring = runtime.wiring();
    long launchId = launches.incrementAndGet();
    ChildEnvironment environment = ChildEnvironment.of(System.getenv(), spec.options().environment());
    List<String> arguments = arguments(spec, wiring, environment);
    ProcessBuilder builder =
        new ProcessBuilder(executable.toString(), "@" + wiring.argumentFiles().fileFor(arguments));
    environment.applyTo(builder.environment());
    Orphans orphans = new Orphans(wiring.directory().path().getFileName() + ":" + launchId);
    orphans.mark(builder.environment());
    Path directory = spec.options().workingDirectory();
    if (directory != null) {
      builder.directory(directory.toFile());
    }
    Process process = start(builder, spec, wiring.classPath());
    this.arguments.put(process.pid(), arguments.subList(0, arguments.indexOf(CLASS_PATH)));
    process.onExit().thenRun(() -> this.arguments.remove(process.pid()));
    try {
      T child = maker.apply(new Jvm(process, wiring, orphans));
      Arrivals arrivals = new Arrivals(child);
      wiring.server().expect(launchId, arrivals);
      watch.accept(
          child,
          () -> {
            wiring.server().forget(launchId);
            if (!arrivals.any && wiring.crashReports().hasCrashed(process)) {
              images.crashed(arguments);
            }
          });
      greet(process, bootstrap(spec, wiring, launchId, process.pid()));
      return child;
    } catch (RuntimeException | Error e) { // no thread can be had, for instance
      process.destroyForcibly();
      wiring.server().forget(launchId);
      throw new ProcessStartException(
          "a child process was started but could not be watched, and was killed: name=" + spec.name() + ", reason=" + e, e);
    }
  }

  /** Notes that a child has connected. */
  private static final class Arrivals implements ControlServer.Connections {
    private final ControlServer.Connections child;
    private volatile boolean any;

    Arrivals(ControlServer.Connections child) {
      this.child = child;
    }

    @Override
    public void connected(ChannelRole role, FrameChannel channel) {
      any = true;
      child.connected(role, channel);
    }
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

  private static Process start(ProcessBuilder builder, LaunchSpec spec, ClassPath classPath) {
    try {
      return builder.start();
    } catch (IOException | OutOfMemoryError e) { // the latter if no thread can be had
      String trouble = StartConditions.explain(spec.options().javaExecutable(), classPath);
      throw new ProcessStartException(
          "a child process could not be started: name=" + spec.name() + ", reason=" + firstLine(e) + "; "
              + (trouble.isEmpty() ? EXHAUSTED : trouble),
          e);
    }
  }

  /** Newer JDKs go on with a page of guesses, whatever the system said; the cause has them. */
  private static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).strip().lines().findFirst().orElse("").strip();
  }

  /** A child that dies this early is reported by its exit, with what it wrote to its standard error. */
  private static void greet(Process process, Bootstrap bootstrap) {
    try (OutputStream input = process.getOutputStream()) {
      input.write(bootstrap.toByteArray());
    } catch (IOException e) {
      log.debug("a child was gone before it could be told who it is: pid={}", process.pid(), e);
    }
  }

  private static Bootstrap bootstrap(LaunchSpec spec, ParentRuntime.Wiring wiring, long launchId, long pid) {
    ProcessIdentity identity = ProcessIdentity.current();
    return new Bootstrap(
        wiring.server().address(),
        wiring.controlKey(),
        launchId,
        pid,
        spec.name(),
        spec.path(),
        spec.daemon(),
        spec.authKey().toByteArray(),
        identity.depth() + 1,
        identity.self().pid(),
        identity.self().name(),
        wiring.directory().path().toString(),
        wiring.sharedDirectory());
  }

  private List<String> arguments(
      LaunchSpec spec, ParentRuntime.Wiring wiring, ChildEnvironment environment) {
    LaunchOptions options = spec.options();
    ClassPath classPath = wiring.classPath();
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        WorkerDefaults.of(options, environment, spec.siblings(), Runtime.getRuntime().availableProcessors()));
    arguments.add("-XX:-UsePerfData"); // its file would outlive a kill
    arguments.add("-XX:-CreateCoredumpOnCrash");
    arguments.add("-XX:ErrorFile=" + wiring.crashReports().pattern());
    arguments.add("-Dkryo.unsafe=false");
    addFolder(arguments, "java.io.tmpdir");
    addFolder(arguments, RunDirectory.BASE_PROPERTY);
    if (Boolean.getBoolean(Host.PORTABLE_PROPERTY)) {
      arguments.add("-D" + Host.PORTABLE_PROPERTY + "=true");
    }
    if (options.javaExecutable() == null) {
      addSelectorProvider(arguments);
      if (NativeAccess.isAllowed()) {
        arguments.add(NativeAccess.ARGUMENT);
      }
    }
    arguments.add("-D" + MAX_DEPTH_PROPERTY + "=" + Integer.getInteger(MAX_DEPTH_PROPERTY, DEFAULT_MAX_DEPTH));
    if (spec.exitOnOutOfMemory()) {
      arguments.add("-XX:+ExitOnOutOfMemoryError");
    }
    arguments.addAll(images.arguments(options, classPath));
    arguments.addAll(options.jvmArguments());
    arguments.add(CLASS_PATH);
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

  /** Absolute, because the child may have another working directory. */
  private static void addFolder(List<String> arguments, String property) {
    String folder = System.getProperty(property);
    if (folder != null) {
      arguments.add("-D" + property + "=" + Path.of(folder).toAbsolutePath());
    }
  }

  /**
   * Names the platform's own provider of sockets. Without it, the JDK looks for another in each jar of the class path
   * before it opens the first socket, which takes most of a child's start where there are many.
   */
  private static void addSelectorProvider(List<String> arguments) {
    String provider = SelectorProvider.provider().getClass().getName();
    if (provider.startsWith("sun.nio.ch.")) {
      arguments.add("-Djava.nio.channels.spi.SelectorProvider=" + provider);
    }
  }
}
