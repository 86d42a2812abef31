package io.multiprocessing.spring.manager;

import io.multiprocessing.manager.ForwardingProxy;
import io.multiprocessing.manager.ManagerBackend;
import io.multiprocessing.manager.RemoteObject;
import io.multiprocessing.manager.SyncManager;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The handler of a shared object's bean: passes each call on to the proxy of the object, which it finds by its name at
 * its first use, and again if the manager was started anew. So to inject the bean connects to nothing, and it outlives
 * a restart of the context. What travels is the object's own proxy.
 */
final class SharedObjectBean implements InvocationHandler {

  private final String name;
  private final SharedObjectProperties settings;
  private final Supplier<SyncManager> manager;

  private volatile @Nullable Found found;

  /** An object's proxy, and the start of the manager that it belongs to. */
  private record Found(Object proxy, @Nullable ManagerBackend of) {}

  /** By it serialization finds out that the object's own proxy travels in the bean's place. */
  interface Travels extends ForwardingProxy {
    Object writeReplace();
  }

  private SharedObjectBean(String name, SharedObjectProperties settings, Supplier<SyncManager> manager) {
    this.name = name;
    this.settings = settings;
    this.manager = manager;
  }

  static Object create(String name, SharedObjectProperties settings, Supplier<SyncManager> manager) {
    Set<Class<?>> interfaces = new LinkedHashSet<>();
    interfaces.add(settings.requiredType().beanType());
    interfaces.add(Travels.class);
    return Proxy.newProxyInstance(
        SharedObjectBean.class.getClassLoader(),
        interfaces.toArray(Class<?>[]::new),
        new SharedObjectBean(name, settings, manager));
  }

  @Override
  public @Nullable Object invoke(Object bean, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    if (method.getDeclaringClass() == Travels.class || method.getDeclaringClass() == ForwardingProxy.class) {
      return proxy(); // the methods of these two
    }
    if (isClose(method)) {
      return close();
    }
    if (arguments != null && method.getName().equals("equals") && method.getDeclaringClass() == Object.class) {
      return bean == arguments[0] || proxy().equals(arguments[0]);
    }
    if (method.getName().equals("toString") && method.getParameterCount() == 0 && !hasBegun()) {
      return settings.requiredType() + "[name=" + name + ", manager=not begun]"; // to print it starts no process
    }
    try {
      return method.invoke(proxy(), arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private boolean hasBegun() {
    SyncManager owner = manager.get();
    return !(owner instanceof ApplicationManager) || ((ApplicationManager) owner).living().current() != null;
  }

  private Object proxy() {
    SyncManager owner = manager.get();
    ManagerBackend now = owner instanceof ApplicationManager ? ((ApplicationManager) owner).living().working() : null;
    Found known = found;
    if (known != null && known.of() == now) {
      return known.proxy();
    }
    Object proxy = settings.requiredType().find(owner, name, settings);
    found = new Found(proxy, now);
    return proxy;
  }

  private static boolean isClose(Method method) {
    return method.getName().equals("close") && method.getParameterCount() == 0;
  }

  /** Gives the reference back if there is one; the next use finds the object again. */
  private @Nullable Object close() {
    Found known = found;
    found = null;
    if (known != null) {
      ((RemoteObject) known.proxy()).close();
    }
    return null;
  }
}
