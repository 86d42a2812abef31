package io.multiprocessing.sync;

import java.io.Serializable;

/**
 * An object that all processes of a tree can use at the same time: in shared memory, made by {@code Multiprocessing},
 * or in a manager's process, made by a {@link io.multiprocessing.manager.SyncManager}. It is sent as anything else is:
 * captured by a task, as an argument or a result, in a queue. What arrives is another view of the same object; two
 * views in one process share it too. One in shared memory can't leave its machine; a manager's can.
 *
 * <p><b>A manager's.</b> Views are proxies, and each method is a call to the manager's process. {@link #close} gives
 * back the proxy's reference; the object lives while any process has a proxy of it. {@link #unlink} removes the object
 * for all at once: later calls by any proxy throw {@link io.multiprocessing.manager.ManagerException}. So do calls
 * after the manager has ended.
 *
 * <p>Shared memory goes with the tree of processes, however that ends. An application that makes many objects and
 * sends them calls {@link #unlink} on each that it needs no more.
 */
public interface InterProcessObject extends AutoCloseable, Serializable {

  /**
   * Gives up this view; afterwards its other methods throw {@link IllegalStateException}. If the object was never sent
   * to another process its shared memory is given back as well. Doesn't unlock or release anything, and doesn't end
   * waits that have begun. Doesn't block; idempotent. A manager's object goes with its last proxy.
   */
  @Override
  void close();

  /**
   * Removes the name by which processes find the object, so that a view which is still on its way to a process can't
   * arrive there any more. Those that have it go on using it, and the memory goes with the last of them. Idempotent,
   * and allowed after {@link #close}. A manager's object is gone for all.
   */
  void unlink();
}
