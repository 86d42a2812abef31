package io.multiprocessing.benchmarks;

import io.multiprocessing.process.LaunchOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The sides of one comparison. Ends their processes when it is closed and when the JVM exits, by Ctrl-C for instance.
 */
final class Peers implements AutoCloseable {

  private final List<Peer> started = new CopyOnWriteArrayList<>();
  private final Thread exitHook = new Thread(this::closeForExit, "end-of-benchmarks");
  private volatile boolean exiting;

  /**
   * Starts this library's side and, if there is an interpreter, CPython's.
   *
   * @throws IOException if CPython's side can't be started
   */
  static Peers start(Options options) throws IOException, InterruptedException {
    Peers peers = new Peers();
    Runtime.getRuntime().addShutdownHook(peers.exitHook);
    try {
      Path python = options.python();
      if (python != null) {
        // First, because a wrong interpreter shows at once, and listed last.
        peers.started.add(new PythonPeer(python, options.workers()));
      }
      peers.started.add(0, new JavaPeer(options.workers(), launchOptions(options.java()), options.sample()));
      return peers;
    } catch (IOException | InterruptedException | RuntimeException e) {
      peers.close();
      throw e;
    }
  }

  private static LaunchOptions launchOptions(@Nullable Path java) {
    return LaunchOptions.builder().javaExecutable(java).build();
  }

  List<Peer> list() {
    return List.copyOf(started);
  }

  @Override
  public void close() {
    if (!exiting) {
      started.forEach(Peer::close);
      Runtime.getRuntime().removeShutdownHook(exitHook);
    }
  }

  /** Whether the JVM's exit ended the processes under a measurement. */
  boolean endedByExit() {
    return exiting;
  }

  private void closeForExit() {
    exiting = true;
    started.forEach(Peer::close);
  }
}
