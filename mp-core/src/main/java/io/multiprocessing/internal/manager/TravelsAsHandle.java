package io.multiprocessing.internal.manager;

/**
 * An interface of every dynamic proxy of a shared object, by which the codec finds out that a {@link Handle} travels in
 * the proxy's place. Public, because a dynamic proxy can have only one package's interfaces that aren't.
 */
public interface TravelsAsHandle {

  /** What travels; a reference of the shared object is lent to it. */
  Object writeReplace();
}
