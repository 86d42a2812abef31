package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.ForwardingProxy;
import io.multiprocessing.manager.RemoteObject;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Makes proxies. Python: {@code AutoProxy}. */
final class Proxies {

  private Proxies() {}

  /**
   * A proxy of a shared object whose handle has arrived in this process; it takes over the reference that was lent to
   * the handle. Doesn't wait for a connection: if the server can't be reached, the first call says so.
   */
  static Object of(Handle handle) {
    return of(handle, Links.of(handle));
  }

  /**
   * A proxy with the interface that the handle names, or none but {@link RemoteObject} where this process hasn't got
   * it.
   */
  static Object of(Handle handle, Link link) {
    return of(interfaceOf(handle), handle, link);
  }

  /**
   * A proxy with this interface.
   *
   * @throws IllegalArgumentException if no proxy can have it
   */
  static Object of(Class<?> type, Handle handle, Link link) {
    Object typed = TypedProxies.of(type, handle, link);
    return typed != null ? typed : InterfaceProxy.create(type, handle, link);
  }

  /** The common part of a proxy, or of the one that this one forwards to; null if {@code object} is none. */
  static @Nullable BaseProxy coreOf(@Nullable Object object) {
    if (object instanceof BaseProxy proxy) {
      return proxy;
    }
    if (object instanceof ForwardingProxy forwarding) {
      return coreOf(forwarding.delegate());
    }
    if (object != null && Proxy.isProxyClass(object.getClass())) {
      InvocationHandler handler = Proxy.getInvocationHandler(object);
      return handler instanceof BaseProxy proxy ? proxy : null;
    }
    return null;
  }

  /** A process may pass on proxies whose interface it doesn't know. */
  private static Class<?> interfaceOf(Handle handle) {
    ClassLoader own = Proxies.class.getClassLoader();
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    Class<?> type = find(handle.type(), context == null ? own : context);
    if (type == null && context != own) {
      type = find(handle.type(), own);
    }
    return type == null || !type.isInterface() ? RemoteObject.class : type;
  }

  private static @Nullable Class<?> find(String name, @Nullable ClassLoader loader) {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException e) {
      return null;
    }
  }
}
