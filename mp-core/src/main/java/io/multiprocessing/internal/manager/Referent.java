package io.multiprocessing.internal.manager;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A shared object as its server sees it. Safe for use by several threads. */
interface Referent {

  /**
   * Whether this call neither blocks nor takes long, so that the thread which reads the clients' requests may run it.
   * It may be asked for any method, also one that there isn't.
   */
  boolean isBrief(String method);

  /**
   * Whether calls that aren't brief wait for nobody either: they have threads that blocked calls can't take from them.
   */
  default boolean isShort() {
    return false;
  }

  /**
   * As {@link #isBrief(String)}, when its arguments are known: small ones of the JDK's classes. Whoever asks has
   * entered it.
   */
  default boolean isBrief(String method, List<@Nullable Object> arguments) {
    return isBrief(method);
  }

  /** Takes its lock if that is free, until {@link #leave}: the thread that serves all clients must not wait for it. */
  default boolean tryEnter() {
    return true;
  }

  default void leave() {}

  /**
   * Runs a method. The call may be ended later, by another thread; until then it holds no thread.
   *
   * @throws Exception what the method throws, if it hasn't ended the call
   */
  void invoke(Invocation call) throws Exception;

  /** The object itself, to be copied, shown, or used by other objects of this server. */
  Object value();

  /** Two referents with the same identity are one shared object: a factory may give out one object twice. */
  default Object identity() {
    return this;
  }

  /** A client process has ended or was lost: gives back its locks and forgets its waiting calls. */
  void sessionEnded(Object session);

  /** The last reference is gone, or the server ends. */
  void dropped();

  /** Whether {@link #dropped} neither blocks nor takes long; else it is called in a thread for that. */
  default boolean isDroppedBriefly() {
    return true;
  }

  /** What {@link #value()} is copied to; null if the value itself can be encoded while others use it. */
  default @Nullable Object copy() {
    return value();
  }
}
