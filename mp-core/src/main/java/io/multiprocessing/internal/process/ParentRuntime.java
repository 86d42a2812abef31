package io.multiprocessing.internal.process;

import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.api.SharedObjectException;
import io.multiprocessing.internal.memory.SharedDirectory;
import io.multiprocessing.internal.platform.ClassPath;
import io.multiprocessing.internal.platform.RunDirectory;
import io.multiprocessing.internal.transport.ControlAddress;
import io.multiprocessing.internal.transport.ControlServer;
import io.multiprocessing.process.ProcessStartException;
import io.multiprocessing.process.StartMethod;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one parent process has for all of its children: run directory, control server, timer. Made when the first child
 * is launched, and again if the run directory disappears, as it may where temporary folders are cleaned by age.
 *
 * <p>Nothing here has to be closed: children end when the parent's end of their channel does, and the run directory is
 * on the JVM's delete-on-exit list. A shutdown hook would kill workers while an application's own hooks still drain its
 * pools.
 */
public final class ParentRuntime {

  private static final Logger log = LoggerFactory.getLogger(ParentRuntime.class);

  private static final int CONTROL_KEY_BYTES = 32;

  private final ScheduledThreadPoolExecutor timer;
  private final Launcher spawn;
  private final Launcher spares;
  private final Launcher stateful;
  private @Nullable Wiring wiring; // guarded by this

  /** Everything that hangs on one run directory. */
  @SuppressWarnings("ArrayRecordComponent")
  record Wiring(
      RunDirectory directory,
      String sharedDirectory,
      @Nullable Path socket,
      ControlServer server,
      byte[] controlKey,
      ClassPath classPath,
      ArgumentFiles argumentFiles,
      CrashReports crashReports) {}

  /**
   * @param practice what children do besides tasks, for the image of their classes; runs in a JVM that does nothing
   *     else
   */
  public ParentRuntime(RemoteRunnable practice) {
    timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "multiprocessing-timer");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    SpawnLauncher spawning = new SpawnLauncher(this, practice);
    spawn = spawning;
    spares = new SpareLauncher(spawning, timer);
    stateful = new StatefulLauncher(spares);
  }

  public Launcher launcher(StartMethod method) {
    return switch (method) {
      case SPAWN -> spawn;
      case FORKSERVER -> spares;
      case FORK -> stateful;
    };
  }

  /** For deadlines of the library itself; what runs here is short. */
  ScheduledExecutorService timer() {
    return timer;
  }

  /**
   * @throws ProcessStartException if the run directory, the socket or the class path can't be had
   */
  synchronized Wiring wiring() {
    Wiring current = wiring;
    if (current != null && isIntact(current)) {
      return current;
    }
    try {
      if (current != null) {
        log.warn("the run directory has disappeared and is made anew: path={}", current.directory().path());
        current.server().close();
        current.directory().close();
      }
      current = create();
      wiring = current;
      return current;
    } catch (IOException | SharedObjectException e) {
      throw new ProcessStartException("no child process can be started: " + e.getMessage(), e);
    }
  }

  /**
   * Called when a child did not start: has an executable jar extracted again if parts of what was extracted are gone.
   * Cleaners of temporary folders remove single files that nobody has read for days, and a pool's workers may live
   * longer. The next child finds them where they were.
   */
  void restore(ClassPath classPath) {
    if (classPath.isComplete()) {
      return;
    }
    try {
      ClassPath.current();
    } catch (IOException e) {
      log.warn("the class path of children can't be restored: reason={}", e.toString());
    }
  }

  private static boolean isIntact(Wiring wiring) {
    Path socket = wiring.socket();
    return Files.exists(socket == null ? wiring.directory().path() : socket);
  }

  private Wiring create() throws IOException {
    ClassPath classPath = ClassPath.current();
    RunDirectory directory = RunDirectory.create();
    try {
      return create(directory, classPath);
    } catch (IOException | RuntimeException | Error e) {
      directory.close();
      throw e;
    }
  }

  private Wiring create(RunDirectory directory, ClassPath classPath) throws IOException {
    String sharedDirectory = SharedDirectory.current().path().toString();
    byte[] key = new byte[CONTROL_KEY_BYTES];
    new SecureRandom().nextBytes(key);
    Path socket = directory.path().resolve("control");
    ServerSocketChannel channel;
    try {
      channel = ControlAddress.bindUnix(socket);
      directory.deleteOnExit(socket);
    } catch (UnsupportedOperationException e) {
      log.info("no Unix domain sockets here, so children connect over the loopback address");
      channel = ControlAddress.bindLoopback();
      socket = null;
    }
    return new Wiring(
        directory,
        sharedDirectory,
        socket,
        serve(channel, key),
        key,
        classPath,
        new ArgumentFiles(directory.path()),
        new CrashReports(directory.path()));
  }

  private ControlServer serve(ServerSocketChannel channel, byte[] key) throws IOException {
    try {
      return new ControlServer(channel, key, timer);
    } catch (IOException | RuntimeException | Error e) { // no thread can be had, for instance
      channel.close();
      throw e;
    }
  }
}
