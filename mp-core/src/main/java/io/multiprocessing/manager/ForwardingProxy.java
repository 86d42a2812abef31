package io.multiprocessing.manager;

/**
 * A {@link RemoteObject} that passes its calls on to another one, and stands for the same shared object: for instance a
 * bean that finds its object at its first use. Proxies are equal to it if they are equal to what it {@linkplain
 * #delegate() passes them on to}; its own {@code equals} and {@code hashCode} should be those of its delegate.
 *
 * <p>There is no such thing in Python.
 */
public interface ForwardingProxy extends RemoteObject {

  /** The proxy that has the calls. May block until it was found. */
  RemoteObject delegate();
}
