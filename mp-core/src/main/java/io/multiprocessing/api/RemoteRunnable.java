package io.multiprocessing.api;

import java.io.Serializable;

/**
 * Work without a result that can be sent to another process: a serializable lambda, a method reference, or an object of
 * a class that the other process can load. What a lambda captures travels with it, so it has to be encodable too.
 */
@FunctionalInterface
public interface RemoteRunnable extends Serializable {

  /**
   * Runs in the other process.
   *
   * @throws Exception whatever the work throws; it travels back to the caller
   */
  void run() throws Exception;
}
