package io.multiprocessing.internal.manager;

import org.jspecify.annotations.Nullable;

/** A shared object as its server sees it. Safe for use by several threads. */
interface Referent {

  /**
   * Whether this call neither blocks nor takes long, so that the thread which reads the clients' requests may run it. It
   * may be asked for any method, also one that there isn't.
   */
  boolean isBrief(String method);

  /**
   * Runs a method. The call may be ended later, by another thread; until then it holds no thread.
   *
   * @throws Exception what the method throws, if it hasn't ended the call
   */
  void invoke(Invocation call) throws Exception;

  /** The object itself, to be copied, shown, or used by other objects of this server. */
  Object value();

  /** A client process has ended or was lost: gives back its locks and forgets its waiting calls. */
  void sessionEnded(Object session);

  /** The last reference is gone, or the server ends. */
  void dropped();

  /** What {@link #value()} is copied to; null if the value itself can be encoded while others use it. */
  default @Nullable Object copy() {
    return value();
  }
}
