package io.multiprocessing.internal.manager;

import java.net.SocketAddress;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What the shared objects of a server may ask of it. Safe for use by several threads. */
interface ServerObjects {

  /** The object behind a proxy that arrived as an argument; null if it is none of this server's, or gone. */
  @Nullable Referent referentOf(@Nullable Object proxy);

  /**
   * Makes an object shared, or finds that it is. What it returns is a result for {@link Invocation#reply}, alone or within
   * another; the caller has a proxy then. Nobody else may get it: it lends one reference, to that caller.
   *
   * @param typeId a registered or built-in type, which says the interface of the proxy
   */
  Handle share(Referent referent, String typeId, Invocation call);

  /** Threads for calls that block: daemons with the server's context class loader, interrupted when the server ends. */
  Executor threads();

  SocketAddress address();
}
