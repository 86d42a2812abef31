package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.ManagerConfig;
import io.multiprocessing.process.AuthKey;
import io.multiprocessing.serialization.Codec;
import java.net.SocketAddress;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How this process connects to one manager.
 *
 * @param key what both sides prove
 * @param given whether the key was given to a manager of this process; else it is the process's own
 * @param ssl encrypts the connection, or null
 * @param codec encodes requests and decodes replies
 * @param connectTimeout how long a connection and its handshake may take
 * @param reconnectTimeout for how long a lost connection is made anew
 * @param referenceLease for how long the server may keep the references of a lost connection
 * @param maxMessageBytes how long a request or reply may be
 * @param portable the configuration, for processes of the own tree
 */
record LinkSettings(
    AuthKey key,
    boolean given,
    @Nullable SSLContext ssl,
    Codec codec,
    Duration connectTimeout,
    Duration reconnectTimeout,
    Duration referenceLease,
    int maxMessageBytes,
    Access portable) {

  /**
   * As a manager's configuration says.
   *
   * @param ownKey of this process, for a configuration without one
   * @throws io.multiprocessing.manager.ManagerException if the configuration's codec or TLS context can't be made
   */
  static LinkSettings of(ManagerConfig config, AuthKey ownKey, SocketAddress address) {
    AuthKey key = config.authKey();
    return new LinkSettings(
        key == null ? ownKey : key,
        key != null,
        LinkCodecs.tls(config, address),
        LinkCodecs.of(config, address),
        config.connectTimeout(),
        config.reconnectTimeout(),
        config.referenceLease(),
        config.maxMessageBytes(),
        new Access(config));
  }

  /**
   * What a process of the own tree needs to connect in the same way, encoded; null if it needs nothing but its own key.
   */
  byte @Nullable [] access() {
    return portable.get();
  }
}
