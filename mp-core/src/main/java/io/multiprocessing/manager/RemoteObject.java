package io.multiprocessing.manager;

import java.io.Serializable;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What every proxy is, beside the interface of its referent: the object that lives in the manager's process. Every
 * proxy can be cast to this.
 *
 * <p>A proxy may be sent to other processes, and be put into other shared objects; there it is a proxy of the same
 * referent. The referent lives until the last proxy of it was closed, was collected as garbage, or has ended with its
 * process; one that was made under a name lives as long as its manager.
 *
 * <p>Proxies are safe for use by several threads. A call blocks until the referent's method has ended. An interrupt
 * ends the call with an {@link InterruptedException} where the method declares one; else the call goes on and the flag
 * is set after it.
 *
 * <p>{@code toString()} is that of the referent, see {@link #describe()} for the proxy's own. {@code equals} and {@code
 * hashCode} are by identity: two proxies of one referent are equal, and nothing else is, also where the JDK's
 * interfaces of lists, sets and maps compare contents. The contents may change, and a key in a hash table would be lost
 * then. To compare contents, compare {@link #copy()}.
 *
 * <p>Python: {@code multiprocessing.managers.BaseProxy}.
 */
public interface RemoteObject extends AutoCloseable, Serializable {

  /**
   * Calls a method of the referent by its name. For methods that no Java interface names; of several with this name,
   * the one that takes these arguments. Names that begin with {@code #} are the library's own, and refused. Python:
   * {@code BaseProxy._callmethod}.
   *
   * @return a copy of the result, or a proxy if the type says so for this method
   * @throws ManagerException if the method isn't exposed, or the referent is gone
   * @throws Exception what the method throws
   */
  @Nullable Object call(String method, @Nullable Object... arguments) throws Exception;

  /**
   * A copy of the referent. Python: {@code BaseProxy._getvalue}.
   *
   * @throws ManagerException if the referent can't be encoded
   */
  @Nullable Object copy();

  /**
   * The proxy itself, for people: {@code ListProxy[typeId=list, id=4, address=...]}. Doesn't ask the server. Python:
   * {@code repr(proxy)}.
   */
  String describe();

  /** The name under which the referent's type was registered. */
  String typeId();

  /** Where the manager listens that holds the referent. */
  SocketAddress managerAddress();

  /**
   * Gives the reference to the referent back; any later call fails with an {@link IllegalStateException}. Idempotent,
   * doesn't block and never fails. Without it the garbage collector does the same some day.
   */
  @Override
  void close();
}
