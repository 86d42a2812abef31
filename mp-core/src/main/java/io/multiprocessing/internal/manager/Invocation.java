package io.multiprocessing.internal.manager;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call of a method of a shared object, in its server. It ends once, by {@link #reply}, {@link #fail} or {@link
 * #cancel}; whoever comes second has no effect and is told so. Any thread may end it, also long after the method was
 * entered.
 */
interface Invocation {

  /** The method's name, or its name and the simple names of its erased parameter types: {@code remove(int)}. */
  String method();

  List<@Nullable Object> arguments();

  Caller caller();

  /** Whether the call has ended, for instance because the client has. */
  boolean isDone();

  /** Ends it with a result. False if it had ended before, and the result reaches nobody. */
  boolean reply(@Nullable Object result);

  /** Ends it with what the method threw. */
  boolean fail(Throwable thrown);

  /**
   * Runs {@code ending}, which replies with this result; in another thread if this is the one that serves all clients,
   * and the result takes long to be encoded or may run somebody's code.
   */
  default void carryOut(@Nullable Object result, Runnable ending) {
    ending.run();
  }

  /** Says what is to be done when the client withdraws the call or is gone; at once, if that has happened already. */
  void onCancel(Runnable action);
}
