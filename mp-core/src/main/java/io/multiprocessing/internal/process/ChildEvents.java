package io.multiprocessing.internal.process;

import io.multiprocessing.internal.transport.FrameChannel;

/** What happens to a launched child. Each method is called at most once, {@link #exited} always and last. */
public interface ChildEvents {

  /**
   * The child has connected and proved its key. Called on a thread that may block, and that then may go on to receive.
   *
   * @param data the channel for tasks and results
   */
  void connected(LaunchedChild child, FrameChannel data);

  /** The child has ended, its output was read to the end, and nothing more comes from its channel. */
  void exited(LaunchedChild child, DeathReport report);
}
