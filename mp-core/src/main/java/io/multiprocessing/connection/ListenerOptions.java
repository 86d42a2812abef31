package io.multiprocessing.connection;

import io.multiprocessing.process.AuthKey;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Listener} treats its clients. Immutable and safe for use by several threads; a builder is not. Python:
 * the arguments {@code backlog} and {@code authkey} of {@code Listener}.
 */
public final class ListenerOptions {

  /**
   * How long a client may take to prove the key, unless {@link Builder#handshakeTimeout} says otherwise: 10 seconds.
   */
  public static final Duration DEFAULT_HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

  /** How many clients may be at proving the key, unless {@link Builder#maxPendingHandshakes} says otherwise. */
  public static final int DEFAULT_MAX_PENDING_HANDSHAKES = 64;

  private static final ListenerOptions DEFAULTS = builder().build();

  private final int backlog;
  private final @Nullable AuthKey authKey;
  private final boolean legacyMd5;
  private final Duration handshakeTimeout;
  private final int maxPendingHandshakes;
  private final @Nullable SSLContext ssl;

  private ListenerOptions(Builder builder) {
    backlog = builder.backlog;
    authKey = builder.authKey;
    legacyMd5 = builder.legacyMd5;
    handshakeTimeout = builder.handshakeTimeout;
    maxPendingHandshakes = builder.maxPendingHandshakes;
    ssl = builder.ssl;
  }

  /** A backlog of 1 and no key, as in Python. */
  public static ListenerOptions defaults() {
    return DEFAULTS;
  }

  public static Builder builder() {
    return new Builder();
  }

  public int backlog() {
    return backlog;
  }

  /** The key that clients have to prove, or null if everybody is let in. */
  public @Nullable AuthKey authKey() {
    return authKey;
  }

  public boolean legacyMd5() {
    return legacyMd5;
  }

  public Duration handshakeTimeout() {
    return handshakeTimeout;
  }

  public int maxPendingHandshakes() {
    return maxPendingHandshakes;
  }

  /** The context of TLS, or null without TLS. */
  public @Nullable SSLContext ssl() {
    return ssl;
  }

  /** Collects options; {@link #build()} checks them. */
  public static final class Builder {

    private int backlog = 1;
    private @Nullable AuthKey authKey;
    private boolean legacyMd5;
    private Duration handshakeTimeout = DEFAULT_HANDSHAKE_TIMEOUT;
    private int maxPendingHandshakes = DEFAULT_MAX_PENDING_HANDSHAKES;
    private @Nullable SSLContext ssl;

    private Builder() {}

    /**
     * How many clients may wait for {@link Listener#accept}, at least 1. Without a key they wait in the system's queue,
     * which may hold a few more; with one, those wait that have proved it. Default 1, as in Python.
     */
    public Builder backlog(int clients) {
      this.backlog = clients;
      return this;
    }

    /** The key that both sides prove to each other; null, the default, lets everybody in. */
    public Builder authKey(@Nullable AuthKey key) {
      this.authKey = key;
      return this;
    }

    /**
     * Whether peers may use md5 in the way of CPython up to 3.11. Off by default: who can answer by md5 may be made to
     * do so. A peer of version 3.12 or later never needs it.
     */
    public Builder legacyMd5(boolean allowed) {
      this.legacyMd5 = allowed;
      return this;
    }

    /** How long a client may take from its connection until it has proved the key. */
    public Builder handshakeTimeout(Duration limit) {
      this.handshakeTimeout = Objects.requireNonNull(limit, "limit");
      return this;
    }

    /** How many clients may be at proving the key at a time, at least 1; one more makes the oldest of them give way. */
    public Builder maxPendingHandshakes(int clients) {
      this.maxPendingHandshakes = clients;
      return this;
    }

    /**
     * Encrypts the connections, by TLS 1.3 and with the certificate of this context; clients have to have TLS, too. Its
     * handshake comes before that of the key and counts within {@link #handshakeTimeout}. The key still says who may
     * come in; without one everybody may who trusts the certificate. A client that doesn't get through makes {@link
     * Listener#accept} throw an {@code AuthenticationException}. Null, the default, is no TLS. Python has none here.
     */
    public Builder ssl(@Nullable SSLContext context) {
      this.ssl = context;
      return this;
    }

    /** @throws IllegalArgumentException if a value breaks its rule; the message says the rule and the value */
    public ListenerOptions build() {
      if (backlog < 1) {
        throw new IllegalArgumentException("backlog must be at least 1: backlog=" + backlog);
      }
      if (maxPendingHandshakes < 1) {
        throw new IllegalArgumentException(
            "maxPendingHandshakes must be at least 1: maxPendingHandshakes=" + maxPendingHandshakes);
      }
      if (handshakeTimeout.isNegative() || handshakeTimeout.isZero()) {
        throw new IllegalArgumentException(
            "handshakeTimeout must be longer than zero: handshakeTimeout=" + handshakeTimeout);
      }
      if (legacyMd5 && authKey == null) {
        throw new IllegalArgumentException("legacyMd5 is about proving a key, so it needs an authKey: legacyMd5=true");
      }
      return new ListenerOptions(this);
    }
  }
}
