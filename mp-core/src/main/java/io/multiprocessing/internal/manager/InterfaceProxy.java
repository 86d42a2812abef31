package io.multiprocessing.internal.manager;

import java.io.Serial;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * A proxy with an interface of the user's: the handler of a dynamic proxy, which sends each method's call. Default
 * methods run in the manager's process too. Some methods of the JDK's collections and maps are done here, see {@link
 * JdkCalls}; what can't work between processes is refused.
 */
final class InterfaceProxy extends BaseProxy implements InvocationHandler, TravelsAsHandle {

  @Serial private static final long serialVersionUID = 1L;

  private static final @Nullable Object[] NO_ARGUMENTS = {};

  private final transient InterfacePlan plan;

  private InterfaceProxy(InterfacePlan plan, Handle handle, Link link) {
    super(handle, link);
    this.plan = plan;
  }

  /**
   * A dynamic proxy, which has the interface and {@link io.multiprocessing.manager.RemoteObject}.
   *
   * @throws IllegalArgumentException if no dynamic proxy can have the interface
   */
  static Object create(Class<?> type, Handle handle, Link link) {
    InterfacePlan plan = InterfacePlan.of(type);
    Handle own =
        new Handle(
            handle.serverId(), handle.address(), handle.objectId(), handle.typeId(), type.getName(), handle.nonce());
    return plan.newProxy(new InterfaceProxy(plan, own, link));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    InterfacePlan.Step step = plan.step(method);
    if (step.own() != null) {
      return invokeHere(this, step.own(), arguments);
    }
    if (step.calls() != null) {
      return invokeHere(plan.newCalls(this), step.calls(), arguments);
    }
    try {
      return invoke(step.interruptible(), step.name(), arguments == null ? NO_ARGUMENTS : arguments);
    } catch (Throwable e) {
      throw step.declares(e) ? e : wrapped(step.name(), e);
    }
  }

  private static @Nullable Object invokeHere(Object target, Method method, @Nullable Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** Whether {@code other} is a proxy of the same object. */
  boolean stands(Object other) {
    return super.equals(other);
  }

  /** @throws UnsupportedOperationException if the function can't be run where the object is */
  void requireTravelling(String method, @Nullable Object function) {
    if (function != null && !(function instanceof Serializable)) {
      throw new UnsupportedOperationException(
          "the function has to run where the list is, and can't travel: method=" + method + ", function="
              + function.getClass().getName() + ", proxy=" + describe()
              + "; give a serializable one, or use SyncManager.list(), whose functions run in the caller's process");
    }
  }

  @Override
  String kind() {
    return plan.typeName() + "Proxy";
  }
}
