package io.multiprocessing.internal.manager;

import io.multiprocessing.internal.memory.Travel;
import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.manager.RemoteObject;
import io.multiprocessing.pool.RemoteTaskException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The common part of all proxies: which shared object it stands for, the way there, its one reference to it, and how it
 * travels. It holds its reference from its making until it is closed or collected as garbage.
 *
 * <p>Safe for use by several threads. Python: {@code BaseProxy}.
 */
abstract class BaseProxy implements RemoteObject {

  @Serial private static final long serialVersionUID = 1L;

  static final String TO_STRING = "#toString";
  static final String COPY = "#copy";

  private static final Cleaner CLEANER = Cleaner.create();

  private final transient Link link;
  private final transient long objectId;
  private final transient String typeId;
  private final transient String type;
  private final transient Cleaner.Cleanable reference;
  private transient volatile boolean closed;

  /** Takes over a reference that was lent. */
  BaseProxy(Handle handle, Link link) {
    this.link = link;
    this.objectId = handle.objectId();
    this.typeId = handle.typeId();
    this.type = handle.type();
    link.redeem(objectId, handle.nonce());
    reference = CLEANER.register(this, new Release(link, objectId));
  }

  /** Knows nothing of the proxy, which could not be collected else. */
  private record Release(Link link, long objectId) implements Runnable {

    @Override
    public void run() {
      link.release(objectId);
    }
  }

  /**
   * Calls a method of the referent. An interrupt doesn't end the call; the flag is set after it.
   *
   * @param method as {@link Invocation#method()}
   * @throws RuntimeException what the method throws; a checked exception arrives as the cause of a {@link
   *     RemoteTaskException}
   */
  protected final <T extends @Nullable Object> T invoke(String method, @Nullable Object... arguments) {
    try {
      return invoke(false, method, arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw wrapped(method, e);
    }
  }

  /** As {@link #invoke}, but an interrupt withdraws the call. */
  protected final <T extends @Nullable Object> T invokeInterruptibly(String method, @Nullable Object... arguments)
      throws InterruptedException {
    try {
      return invoke(true, method, arguments);
    } catch (RuntimeException | Error | InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      throw wrapped(method, e);
    }
  }

  /** As {@link #invokeInterruptibly}, for a method that throws one kind of checked exception. */
  protected final <T extends @Nullable Object, X extends Exception> T invokeDeclaring(
      Class<X> declared, String method, @Nullable Object... arguments) throws X, InterruptedException {
    try {
      return invoke(true, method, arguments);
    } catch (RuntimeException | Error | InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      if (declared.isInstance(e)) {
        throw declared.cast(e);
      }
      throw wrapped(method, e);
    }
  }

  @SuppressWarnings("unchecked")
  final <T extends @Nullable Object> T invoke(boolean interruptible, String method, @Nullable Object... arguments)
      throws Throwable {
    requireOpen();
    try {
      return (T) link.call(objectId, method, interruptible, arguments);
    } finally {
      Reference.reachabilityFence(this); // the referent must not go while one of its methods runs
    }
  }

  /** For a checked exception that the proxy's method doesn't declare. */
  final RemoteTaskException wrapped(String method, Throwable thrown) {
    return new RemoteTaskException(
        "a method of a shared object failed with " + thrown + ": method=" + method + ", proxy=" + describe(),
        thrown.getClass().getName(),
        thrown);
  }

  @Override
  public @Nullable Object call(String method, @Nullable Object... arguments) throws Exception {
    if (method.startsWith("#")) {
      throw new ManagerException(
          "names that begin with # are the library's own, and no methods of the object: method=" + method + ", proxy="
              + describe());
    }
    try {
      return invoke(true, method, arguments);
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw wrapped(method, e);
    }
  }

  @Override
  public @Nullable Object copy() {
    return invoke(COPY);
  }

  @Override
  public String typeId() {
    return typeId;
  }

  @Override
  public SocketAddress managerAddress() {
    return link.address();
  }

  final Link link() {
    return link;
  }

  final long objectId() {
    return objectId;
  }

  @Override
  public String describe() {
    return kind() + "[typeId=" + typeId + ", id=" + objectId + ", address=" + link.address()
        + (closed ? ", closed]" : "]");
  }

  /** What people call this proxy. */
  String kind() {
    return getClass().getSimpleName();
  }

  final void requireOpen() {
    if (closed) {
      throw new IllegalStateException(
          "the proxy is closed, and its reference to the shared object was given back: proxy=" + describe());
    }
  }

  @Override
  public void close() {
    closed = true;
    reference.clean();
  }

  /** The text of the referent; where that can't be had, of this proxy and why. */
  @Override
  public String toString() {
    if (Texts.isShowing()) { // this is in the text of a container, which might be in this one's
      return describe();
    }
    try {
      return String.valueOf(this.<@Nullable Object>invoke(TO_STRING));
    } catch (RuntimeException e) {
      return describe() + " (" + e.getMessage() + ")";
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    BaseProxy that = Proxies.coreOf(other);
    return that != null && that.objectId == objectId && that.link.serverId().equals(link.serverId());
  }

  @Override
  public int hashCode() {
    return 31 * link.serverId().hashCode() + Long.hashCode(objectId);
  }

  @Serial
  public final Object writeReplace() {
    requireOpen();
    try {
      long nonce = Handle.newNonce();
      link.lend(objectId, nonce);
      byte[] access = Travel.staysInTree() ? link.access() : null;
      return new Handle(link.serverId(), link.address(), objectId, typeId, type, nonce, link.isReachable(), access);
    } finally {
      Reference.reachabilityFence(this); // the lending has to come before the giving back
    }
  }

  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a proxy travels as its handle only: class=" + getClass().getName());
  }
}
