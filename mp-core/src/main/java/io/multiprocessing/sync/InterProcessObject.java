package io.multiprocessing.sync;

import java.io.Serializable;

/**
 * An object in shared memory that all processes of a tree can use at the same time. It is sent as anything else is:
 * captured by a task, as an argument or a result, in a queue. What arrives is another view of the same object; two
 * views in one process share it too. It can't leave its machine; use a manager for that.
 *
 * <p>The shared memory goes with the tree of processes, however that ends. An application that makes many objects and
 * sends them calls {@link #unlink} on each that it needs no more.
 */
public interface InterProcessObject extends AutoCloseable, Serializable {

  /**
   * Gives up this view; afterwards its other methods throw {@link IllegalStateException}. If the object was never sent
   * to another process its shared memory is given back as well. Doesn't unlock or release anything, and doesn't end
   * waits that have begun. Doesn't block; idempotent.
   */
  @Override
  void close();

  /**
   * Removes the name by which processes find the object, so that a view which is still on its way to a process can't
   * arrive there any more. Those that have it go on using it, and the memory goes with the last of them. Idempotent,
   * and allowed after {@link #close}.
   */
  void unlink();
}
