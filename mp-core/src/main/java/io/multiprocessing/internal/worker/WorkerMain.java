package io.multiprocessing.internal.worker;

import io.multiprocessing.internal.platform.ExitCodes;
import io.multiprocessing.internal.platform.ProcessIdentity;
import io.multiprocessing.internal.protocol.Bootstrap;
import io.multiprocessing.internal.transport.ChannelRole;
import io.multiprocessing.internal.transport.ChildConnector;
import io.multiprocessing.internal.transport.FrameChannel;
import io.multiprocessing.process.AuthKey;
import io.multiprocessing.process.ProcessInfo;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The main class of every child. Before any user class is loaded it reads who it is, connects to its parent, and begins
 * to watch it; then {@link TaskThread} does what the parent says.
 *
 * <p>No lambda, no stream and no logging on this path: a child's start is what its user waits for.
 */
public final class WorkerMain {

  private WorkerMain() {}

  /** Takes no arguments: everything comes down the standard input. */
  public static void main(String[] arguments) {
    try {
      start();
    } catch (IOException | RuntimeException e) {
      System.err.println("multiprocessing: this child could not connect to its parent: " + e);
      Runtime.getRuntime().halt(ExitCodes.PROTOCOL_ERROR);
    }
  }

  private static void start() throws IOException {
    Bootstrap bootstrap = Bootstrap.readFrom(new FileInputStream(FileDescriptor.in));
    System.setIn(InputStream.nullInputStream());
    ProcessIdentity.become(
        new ProcessInfo(
            bootstrap.name(), bootstrap.pid(), bootstrap.daemon(), AuthKey.of(bootstrap.authKey())),
        new ProcessInfo(
            bootstrap.parentName(), bootstrap.parentPid(), false, AuthKey.of(bootstrap.authKey())),
        bootstrap.identity(),
        bootstrap.depth(),
        bootstrap.sharedDirectory());
    FrameChannel control = connect(bootstrap, ChannelRole.CONTROL);
    ParentWatch parent = new ParentWatch(
        bootstrap.runDirectory(), bootstrap.depth() == 1 ? bootstrap.sharedDirectory() : null);
    TaskThread tasks = new TaskThread(connect(bootstrap, ChannelRole.DATA), parent);
    ControlThread listener = new ControlThread(control, parent, tasks);
    listener.start();
    try {
      Farewell farewell = new Farewell(control, listener, tasks);
      tasks.leaveWith(farewell);
      Runtime.getRuntime().addShutdownHook(farewell);
    } catch (IllegalStateException e) {
      return; // a signal came first: this JVM exits already, and its code says so
    }
    new ParentPoll(bootstrap.parentPid(), parent).start();
    tasks.start();
  }

  private static FrameChannel connect(Bootstrap bootstrap, ChannelRole role) throws IOException {
    return ChildConnector.connect(bootstrap.address(), bootstrap.controlKey(), bootstrap.launchId(), role);
  }
}
