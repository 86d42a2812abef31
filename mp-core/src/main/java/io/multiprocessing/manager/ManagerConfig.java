package io.multiprocessing.manager;

import io.multiprocessing.api.RemoteCallable;
import io.multiprocessing.process.AuthKey;
import io.multiprocessing.serialization.AllowedClasses;
import io.multiprocessing.serialization.Codec;
import java.io.Serial;
import java.io.Serializable;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Where a manager is and how its server and its clients treat each other. Immutable; it travels to the manager's
 * process. A builder is not thread safe. Python: the arguments of {@code BaseManager}.
 */
public final class ManagerConfig implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private static final Duration DEFAULT_SHUTDOWN_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration DEFAULT_RECONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration DEFAULT_REFERENCE_LEASE = Duration.ofMinutes(10);
  private static final int DEFAULT_MAX_MESSAGE_BYTES = 256 << 20;
  private static final long DEFAULT_MAX_WAITING_BYTES = 512L << 20;
  private static final int DEFAULT_MAX_CONNECTIONS = 10_000;

  private static final ManagerConfig DEFAULTS = builder().build();

  private final @Nullable SocketAddress address;
  private final @Nullable AuthKey authKey;
  private final Duration shutdownTimeout;
  private final Duration connectTimeout;
  private final Duration reconnectTimeout;
  private final Duration referenceLease;
  private final int maxMessageBytes;
  private final long maxWaitingBytes;
  private final int maxConnections;
  private final @Nullable AllowedClasses allowedClasses;
  private final @Nullable RemoteCallable<SSLContext> sslContext;
  private final @Nullable RemoteCallable<Codec> codec;

  private ManagerConfig(Builder builder) {
    address = builder.address;
    authKey = builder.authKey;
    shutdownTimeout = builder.shutdownTimeout;
    connectTimeout = builder.connectTimeout;
    reconnectTimeout = builder.reconnectTimeout;
    referenceLease = builder.referenceLease;
    maxMessageBytes = builder.maxMessageBytes;
    maxWaitingBytes = builder.maxWaitingBytes;
    maxConnections = builder.maxConnections;
    allowedClasses = builder.allowedClasses;
    sslContext = builder.sslContext;
    codec = builder.codec;
  }

  /** A private address of this machine and this process's key. */
  public static ManagerConfig defaults() {
    return DEFAULTS;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Where the server listens, or null for an address of its own that only this user reaches. */
  public @Nullable SocketAddress address() {
    return address;
  }

  /** The key both sides prove, or null for that of the current process. */
  public @Nullable AuthKey authKey() {
    return authKey;
  }

  public Duration shutdownTimeout() {
    return shutdownTimeout;
  }

  public Duration connectTimeout() {
    return connectTimeout;
  }

  public Duration reconnectTimeout() {
    return reconnectTimeout;
  }

  public Duration referenceLease() {
    return referenceLease;
  }

  public int maxMessageBytes() {
    return maxMessageBytes;
  }

  public long maxWaitingBytes() {
    return maxWaitingBytes;
  }

  public int maxConnections() {
    return maxConnections;
  }

  /** What may be decoded; null for the default, which depends on the address: see {@link Builder#allowedClasses}. */
  public @Nullable AllowedClasses allowedClasses() {
    return allowedClasses;
  }

  /** Makes the context of TLS in each process; null without TLS. */
  public @Nullable RemoteCallable<SSLContext> sslContext() {
    return sslContext;
  }

  /** Makes the codec in each process; null for the library's own. */
  public @Nullable RemoteCallable<Codec> codec() {
    return codec;
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "ManagerConfig[address=" + address + ", tls=" + (sslContext != null) + "]";
  }

  /** Collects what a manager needs; {@link #build()} makes it. */
  public static final class Builder {

    private @Nullable SocketAddress address;
    private @Nullable AuthKey authKey;
    private Duration shutdownTimeout = DEFAULT_SHUTDOWN_TIMEOUT;
    private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
    private Duration reconnectTimeout = DEFAULT_RECONNECT_TIMEOUT;
    private Duration referenceLease = DEFAULT_REFERENCE_LEASE;
    private int maxMessageBytes = DEFAULT_MAX_MESSAGE_BYTES;
    private long maxWaitingBytes = DEFAULT_MAX_WAITING_BYTES;
    private int maxConnections = DEFAULT_MAX_CONNECTIONS;
    private @Nullable AllowedClasses allowedClasses;
    private @Nullable RemoteCallable<SSLContext> sslContext;
    private @Nullable RemoteCallable<Codec> codec;

    private Builder() {}

    /** Where the server listens or is; see {@link io.multiprocessing.connection.Addresses}. Python: {@code address}. */
    public Builder address(@Nullable SocketAddress value) {
      address = value;
      return this;
    }

    /** The key both sides prove. Python: {@code authkey}. */
    public Builder authKey(@Nullable AuthKey value) {
      authKey = value;
      return this;
    }

    /**
     * How long {@link BaseManager#shutdown} waits for the manager's process to end by itself, and again after it was
     * terminated, before it kills it. One second unless set. Python: {@code shutdown_timeout}.
     */
    public Builder shutdownTimeout(Duration value) {
      shutdownTimeout = positive("shutdownTimeout", value);
      return this;
    }

    /** How long a connection and its handshake may take. 10 seconds unless set. */
    public Builder connectTimeout(Duration value) {
      connectTimeout = positive("connectTimeout", value);
      return this;
    }

    /**
     * For how long a lost connection is made anew by the calls that need it, and for how long the server keeps the
     * references of a client that has closed its TCP connection, or ended; if the connection was reset or timed out,
     * it keeps them for {@link #referenceLease}. A client that holds references and calls nothing notices the loss in
     * a quarter of this time, in a second at most, and comes back. The locks of a lost client are given back at once.
     * Zero for none of these. A Unix domain socket's connection is lost only with one of the two processes, so it
     * isn't made anew. 5 seconds unless set.
     */
    public Builder reconnectTimeout(Duration value) {
      if (Objects.requireNonNull(value, "reconnectTimeout").isNegative()) {
        throw new IllegalArgumentException("reconnectTimeout must not be negative: reconnectTimeout=" + value);
      }
      reconnectTimeout = value;
      return this;
    }

    /**
     * How long an object is kept for a proxy that is on its way, in a queue for instance, while nobody else has one. 10
     * minutes unless set.
     */
    public Builder referenceLease(Duration value) {
      referenceLease = positive("referenceLease", value);
      return this;
    }

    /** How long a request or reply may be. 256 MiB unless set. */
    public Builder maxMessageBytes(int value) {
      if (value < 1024) {
        throw new IllegalArgumentException("maxMessageBytes must be at least 1024: maxMessageBytes=" + value);
      }
      maxMessageBytes = value;
      return this;
    }

    /**
     * How long the requests of one client's calls may be together that wait or run in the server. What would be more
     * fails with a {@link ManagerException} at once; requests of up to 1 KiB, and any request while no other waits,
     * are always let in. 512 MiB unless set.
     */
    public Builder maxWaitingBytes(long value) {
      if (value < 1024) {
        throw new IllegalArgumentException("maxWaitingBytes must be at least 1024: maxWaitingBytes=" + value);
      }
      maxWaitingBytes = value;
      return this;
    }

    /** How many clients may be connected to the server; more are turned away. 10,000 unless set. */
    public Builder maxConnections(int value) {
      if (value < 1) {
        throw new IllegalArgumentException("maxConnections must be at least 1: maxConnections=" + value);
      }
      maxConnections = value;
      return this;
    }

    /**
     * The classes that the server takes from its clients and the clients take from the server. Unless set: any for a
     * Unix domain socket, which only this user reaches; {@link AllowedClasses#standard()} and the interfaces of the
     * registered types for every other address.
     */
    public Builder allowedClasses(@Nullable AllowedClasses value) {
      allowedClasses = value;
      return this;
    }

    /**
     * Encrypts the connections. The server's side has to have a certificate which the clients' side trusts; a client
     * checks that the certificate is for the host of the address.
     *
     * @param source makes the context; it runs in every process that serves or connects, and in a process to which a
     *     proxy was sent only if that process has connected to the manager by itself
     */
    public Builder ssl(@Nullable RemoteCallable<SSLContext> source) {
      sslContext = source;
      return this;
    }

    /**
     * How requests and replies are encoded, in place of the library's codec; the manager and all its clients need the
     * same. It also encodes what the library's own objects send: values of the JDK, and serializable classes of the
     * library. What a pool is made of is not serializable, so {@link SyncManager#pool} needs a codec that asks for no
     * more than fields. {@link #allowedClasses} doesn't bind it. Python: {@code serializer}.
     */
    public Builder codec(@Nullable RemoteCallable<Codec> source) {
      codec = source;
      return this;
    }

    public ManagerConfig build() {
      return new ManagerConfig(this);
    }

    private static Duration positive(String name, Duration value) {
      if (Objects.requireNonNull(value, name).isNegative() || value.isZero()) {
        throw new IllegalArgumentException(name + " must be positive: " + name + "=" + value);
      }
      return value;
    }
  }
}
