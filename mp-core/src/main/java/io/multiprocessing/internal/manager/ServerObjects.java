package io.multiprocessing.internal.manager;

import java.net.SocketAddress;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What the shared objects of a server may ask of it. Safe for use by several threads. */
interface ServerObjects {

  /** The object behind a proxy that arrived as an argument; null if it is none of this server's, or gone. */
  @Nullable Referent referentOf(@Nullable Object proxy);

  /** Threads for calls that block: daemons with the server's context class loader, interrupted when the server ends. */
  Executor threads();

  SocketAddress address();
}
