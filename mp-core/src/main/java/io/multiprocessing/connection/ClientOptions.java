package io.multiprocessing.connection;

import io.multiprocessing.process.AuthKey;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How a client connects to a {@link Listener}. Immutable and safe for use by several threads; a builder is not. Python:
 * the argument {@code authkey} of {@code Client}.
 */
public final class ClientOptions {

  /** How long connecting may take, unless {@link Builder#connectTimeout} says otherwise: 60 seconds. */
  public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(60);

  private static final ClientOptions DEFAULTS = builder().build();

  private final @Nullable AuthKey authKey;
  private final boolean legacyMd5;
  private final Duration connectTimeout;
  private final @Nullable SSLContext ssl;

  private ClientOptions(Builder builder) {
    authKey = builder.authKey;
    legacyMd5 = builder.legacyMd5;
    connectTimeout = builder.connectTimeout;
    ssl = builder.ssl;
  }

  /** No key, as in Python. */
  public static ClientOptions defaults() {
    return DEFAULTS;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** The key that both sides prove to each other, or null if the listener has none. */
  public @Nullable AuthKey authKey() {
    return authKey;
  }

  public boolean legacyMd5() {
    return legacyMd5;
  }

  public Duration connectTimeout() {
    return connectTimeout;
  }

  /** The context of TLS, or null without TLS. */
  public @Nullable SSLContext ssl() {
    return ssl;
  }

  /** Collects options; {@link #build()} checks them. */
  public static final class Builder {

    private @Nullable AuthKey authKey;
    private boolean legacyMd5;
    private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
    private @Nullable SSLContext ssl;

    private Builder() {}

    /** The key that both sides prove to each other; null, the default, if the listener has none. */
    public Builder authKey(@Nullable AuthKey key) {
      this.authKey = key;
      return this;
    }

    /** Whether the listener may use md5 in the way of CPython up to 3.11; off by default. */
    public Builder legacyMd5(boolean allowed) {
      this.legacyMd5 = allowed;
      return this;
    }

    /**
     * How long connecting and proving the key may take together. A listener of CPython proves the key only while it is
     * in {@code accept()}, so this has to cover the time until it is.
     */
    public Builder connectTimeout(Duration limit) {
      this.connectTimeout = Objects.requireNonNull(limit, "limit");
      return this;
    }

    /**
     * Encrypts the connection, by TLS 1.3. The context has to trust the listener's certificate, and of a TCP address
     * that must be for its host, in the form in which the address was made: a name or a number. TLS counts within
     * {@link #connectTimeout}. Null, the default, is no TLS. Python has none here.
     */
    public Builder ssl(@Nullable SSLContext context) {
      this.ssl = context;
      return this;
    }

    /** @throws IllegalArgumentException if a value breaks its rule; the message says the rule and the value */
    public ClientOptions build() {
      if (connectTimeout.isNegative() || connectTimeout.isZero()) {
        throw new IllegalArgumentException("connectTimeout must be longer than zero: connectTimeout=" + connectTimeout);
      }
      if (legacyMd5 && authKey == null) {
        throw new IllegalArgumentException("legacyMd5 is about proving a key, so it needs an authKey: legacyMd5=true");
      }
      return new ClientOptions(this);
    }
  }
}
