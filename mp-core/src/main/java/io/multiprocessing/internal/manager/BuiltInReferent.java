package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.ManagerException;
import org.jspecify.annotations.Nullable;

/**
 * A shared object of a built-in type. Methods have the names of the Java interface's; those that begin with {@code #}
 * are for the typed proxies only.
 */
abstract class BuiltInReferent implements Referent {

  /** What {@link #answer} returns if it has ended the call, or left that to others. */
  static final Object LATER = new Object();

  @Override
  public final void invoke(Invocation call) throws Exception {
    Object result = answer(plain(call.method()), new Arguments(call.method(), call.arguments()), call);
    if (result != LATER) {
      call.carryOut(result, () -> call.reply(result));
    }
  }

  @Override
  public final boolean isBrief(String method) {
    return brief(plain(method));
  }

  /** Built-in objects wait without a thread. */
  @Override
  public boolean isShort() {
    return true;
  }

  /** As {@link #isBrief}, for the name without parameter types. */
  abstract boolean brief(String name);

  /**
   * Runs a method.
   *
   * @param name the method's name without parameter types
   * @return the result, or {@link #LATER}
   */
  abstract @Nullable Object answer(String name, Arguments arguments, Invocation call) throws Exception;

  final ManagerException noSuchMethod(Arguments arguments) {
    return new ManagerException(
        "this kind of shared object has no such method: object=" + getClass().getSimpleName().replace("Referent", "")
            + ", method=" + arguments.method());
  }

  private static String plain(String method) {
    int types = method.indexOf('(');
    return types < 0 ? method : method.substring(0, types);
  }

  @Override
  public Object value() {
    return this;
  }

  /** Only what {@link #copy()} makes can travel. */
  @Override
  public @Nullable Object copy() {
    throw new ManagerException(
        "this kind of shared object has no copy: object=" + getClass().getSimpleName().replace("Referent", ""));
  }

  @Override
  public void sessionEnded(Object session) {
    // what clients hold of most objects is only their references
  }

  /** What those get who wait for something of this object when it is dropped. */
  final ManagerException gone() {
    return new ManagerException(
        "the shared object is gone: its last reference was given back, or it was removed, while a call waited: object="
            + getClass().getSimpleName().replace("Referent", ""));
  }

  @Override
  public void dropped() {
    // most objects are only memory
  }
}
