package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.ManagedType;
import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.manager.RemoteObject;
import io.multiprocessing.sync.InterProcessLock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.SocketAddress;
import java.util.Collection;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Spliterator;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/**
 * An object of the user, whose methods are called by reflection: those of the registered interface or, without one, all
 * public ones of its class. It runs each call to its end in the thread that was given for it.
 */
final class ReflectiveReferent implements Referent {

  private static final String JDK_LOCKS = "java.util.concurrent.locks.";

  /** What is of no use away from the object it belongs to. */
  private static final List<Class<?>> BOUND =
      List.of(Iterator.class, Spliterator.class, BaseStream.class, Enumeration.class, Condition.class);

  private final Object object;
  private final String typeId;
  private final MethodTable methods;
  private final @Nullable Set<String> exposed;
  private final Class<?> type;
  private final Set<String> shared; // methods whose results become shared objects
  private final SocketAddress address;

  /** @throws ManagerException if the object hasn't the interface that was registered, or can't work for others */
  ReflectiveReferent(Object object, ManagedType<?> type, SocketAddress address) {
    boolean byName = type.type() == RemoteObject.class;
    if (!byName && !type.type().isInstance(object)) {
      throw new ManagerException(
          "the object must implement the registered interface: typeId=" + type.typeId() + ", class="
              + object.getClass().getName() + ", interface=" + type.type().getName() + ", address=" + address);
    }
    if (object instanceof ReentrantLock
        || object instanceof InterProcessLock
        || object instanceof ReadWriteLock && object.getClass().getName().startsWith(JDK_LOCKS)
        || object.getClass().getName().startsWith(JDK_LOCKS + "ReentrantReadWriteLock")) {
      throw new ManagerException(
          "a lock belongs to a thread or a process, but a shared object's calls run in any thread of the manager's:"
              + " typeId=" + type.typeId() + ", class=" + object.getClass().getName() + ", address=" + address
              + "; use SyncManager.lock() or reentrantLock()");
    }
    this.object = object;
    this.typeId = type.typeId();
    this.methods = MethodTable.of(byName ? object.getClass() : type.type());
    this.exposed = type.exposed();
    this.type = type.type();
    this.shared = type.methodToTypeId().keySet();
    this.address = address;
  }

  @Override
  public boolean isBrief(String method) {
    return false; // nobody knows what the user's methods do
  }

  @Override
  public void invoke(Invocation call) throws Exception {
    if (PlainObject.answers(type, call.method())) {
      requireExposed(call.method(), exposed == null || PlainObject.isExposed(call.method(), exposed));
      call.reply(PlainObject.answer(object, new Arguments(call.method(), call.arguments())));
      return;
    }
    Method method = methodFor(call);
    Object result;
    try {
      result = method.invoke(object, call.arguments().toArray());
    } catch (InvocationTargetException e) {
      call.fail(e.getCause());
      return;
    }
    call.reply(result);
  }

  private Method methodFor(Invocation call) {
    String name = call.method();
    int parenthesis = name.indexOf('(');
    String plain = parenthesis < 0 ? name : name.substring(0, parenthesis);
    requireExposed(name, exposed == null || exposed.contains(plain) || exposed.contains(name));
    Method method;
    try {
      method = methods.find(name, call.arguments());
    } catch (IllegalArgumentException e) {
      throw new ManagerException(e.getMessage() + ", typeId=" + typeId + ", address=" + address, e);
    }
    requireCopyable(method);
    return method;
  }

  private void requireExposed(String name, boolean isExposed) {
    if (!isExposed) {
      throw new ManagerException(
          "the method is not exposed: method=" + name + ", typeId=" + typeId + ", exposed=" + exposed + ", address="
              + address);
    }
  }

  /** Refuses before it is run what would change the object, or pretend to, and then be cut off from it. */
  private void requireCopyable(Method method) {
    Class<?> result = method.getReturnType();
    if ((BOUND.stream().anyMatch(bound -> bound.isAssignableFrom(result)) || isView(method))
        && !shared.contains(method.getName())) {
      throw new ManagerException(
          "what the method returns works only beside its object, and a copy would be cut off from it: method="
              + MethodTable.signature(method) + ", returns=" + result.getName() + ", typeId=" + typeId + ", address="
              + address + "; call a method that returns a copy, or share the result with ManagedType.withProxyResult");
    }
    if (method.getName().equals("drainTo") && List.of(method.getParameterTypes()).contains(Collection.class)) {
      throw new ManagerException(
          "the method fills its argument, which is a copy here: method=" + MethodTable.signature(method) + ", typeId="
              + typeId + ", address=" + address + "; call it on a proxy whose interface is a BlockingQueue");
    }
  }

  /** Whether the JDK's collections and maps return a part of themselves, as {@code keySet} and {@code headMap}. */
  private static boolean isView(Method method) {
    Class<?> declaring = method.getDeclaringClass();
    return declaring.getName().startsWith("java.util.")
        && isContainer(declaring)
        && method.getReturnType().isInterface()
        && isContainer(method.getReturnType());
  }

  private static boolean isContainer(Class<?> type) {
    return Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type);
  }

  @Override
  public Object value() {
    return object;
  }

  @Override
  public Object identity() {
    return object;
  }

  @Override
  public void sessionEnded(Object session) {
    // the object doesn't know its clients, and its calls are ended by the server
  }

  @Override
  public void dropped() {
    // what the object holds is the user's affair, as it is with any other object that becomes garbage
  }
}
