package io.multiprocessing;

import io.multiprocessing.connection.Addresses;
import io.multiprocessing.connection.ClientOptions;
import io.multiprocessing.connection.Connection;
import io.multiprocessing.connection.Listener;
import io.multiprocessing.connection.ListenerOptions;
import io.multiprocessing.internal.connection.ConnectionHandshake;
import io.multiprocessing.internal.connection.SocketClient;
import io.multiprocessing.internal.connection.SocketListener;
import io.multiprocessing.process.AuthKey;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Message-oriented connections to processes that this one didn't start, on this machine or another, also to CPython:
 * listeners, clients, and the proof of a key. The methods are safe for use by several threads. Python: the module
 * {@code multiprocessing.connection}.
 */
public final class Connections {

  /** How long {@code deliverChallenge} and {@code answerChallenge} wait, unless another limit is given: 60 seconds. */
  public static final Duration CHALLENGE_LIMIT = Duration.ofSeconds(60);

  private Connections() {}

  /**
   * Listens at {@code address}, and lets everybody in. {@link Addresses} makes addresses from
   * what Python calls one. Python: {@code Listener(address)}.
   *
   * @throws IOException if the address is taken or can't be had; the message names it
   */
  public static Listener listener(SocketAddress address) throws IOException {
    return listener(address, ListenerOptions.defaults());
  }

  /**
   * Listens at {@code address}; clients have to prove the key, and get it proved. Null is no key: everybody is let in.
   * Python: {@code Listener(address, authkey=key)}.
   */
  public static Listener listener(SocketAddress address, @Nullable AuthKey key) throws IOException {
    return listener(address, ListenerOptions.builder().authKey(key).build());
  }

  /** Listens at {@code address}. */
  public static Listener listener(SocketAddress address, ListenerOptions options) throws IOException {
    return SocketListener.open(Objects.requireNonNull(address, "address"), options, Multiprocessing.Shared.CODEC);
  }

  /**
   * Listens at an address of its own choice and without a key: a Unix domain socket in a folder that only this user can
   * enter. Where there are none it is a port of the loopback address, which every user of this machine reaches: have a
   * key proved there. Python: {@code Listener()}.
   */
  public static Listener listener() throws IOException {
    return listener(ListenerOptions.defaults());
  }

  /** As {@link #listener()}, with options. */
  public static Listener listener(ListenerOptions options) throws IOException {
    return SocketListener.openPrivate(options, Multiprocessing.Shared.CODEC);
  }

  /**
   * Connects to a listener that has no key. Blocks until it is connected, for at most {@link
   * ClientOptions#DEFAULT_CONNECT_TIMEOUT}. Python: {@code Client(address)}.
   *
   * @throws java.net.ConnectException if nobody listens there
   * @throws java.io.InterruptedIOException if the thread was interrupted, with its flag set, or the limit was reached
   */
  public static Connection client(SocketAddress address) throws IOException {
    return client(address, ClientOptions.defaults());
  }

  /**
   * Connects to a listener, and has both sides prove the key. Null is no key, for a listener without one. Python:
   * {@code Client(address, authkey=key)}.
   *
   * @throws io.multiprocessing.api.AuthenticationException if one of the two sides does not hold the key
   */
  public static Connection client(SocketAddress address, @Nullable AuthKey key) throws IOException {
    return client(address, ClientOptions.builder().authKey(key).build());
  }

  /** Connects to a listener. */
  public static Connection client(SocketAddress address, ClientOptions options) throws IOException {
    return SocketClient.connect(Objects.requireNonNull(address, "address"), options, Multiprocessing.Shared.CODEC);
  }

  /**
   * Has the other side of a connection prove that it holds the key. Blocks until it has answered, for at most {@link
   * #CHALLENGE_LIMIT}. Python: {@code deliver_challenge}.
   *
   * @throws io.multiprocessing.api.AuthenticationException if it doesn't hold it; it is told so
   * @throws IOException if the connection fails or ends, or the thread was interrupted; close it then
   */
  public static void deliverChallenge(Connection connection, AuthKey key) throws IOException {
    deliverChallenge(connection, key, CHALLENGE_LIMIT);
  }

  /**
   * As {@link #deliverChallenge(Connection, AuthKey)}, with a limit.
   *
   * @param limit how long the other side may take in all; zero or less only takes what is there
   * @throws java.net.SocketTimeoutException if it takes longer; close the connection then
   */
  public static void deliverChallenge(Connection connection, AuthKey key, Duration limit) throws IOException {
    ConnectionHandshake.deliverChallenge(
        Objects.requireNonNull(connection, "connection"),
        Objects.requireNonNull(key, "key"),
        Objects.requireNonNull(limit, "limit"));
  }

  /**
   * Proves to the other side of a connection that this one holds the key. Blocks until it has judged, for at most
   * {@link #CHALLENGE_LIMIT}. Python: {@code answer_challenge}.
   *
   * @throws io.multiprocessing.api.AuthenticationException if what came was no challenge, or the other side has another
   *     key
   * @throws IOException if the connection fails or ends, or the thread was interrupted; close it then
   */
  public static void answerChallenge(Connection connection, AuthKey key) throws IOException {
    answerChallenge(connection, key, CHALLENGE_LIMIT);
  }

  /**
   * As {@link #answerChallenge(Connection, AuthKey)}, with a limit.
   *
   * @param limit how long the other side may take in all; zero or less only takes what is there
   * @throws java.net.SocketTimeoutException if it takes longer; close the connection then
   */
  public static void answerChallenge(Connection connection, AuthKey key, Duration limit) throws IOException {
    ConnectionHandshake.answerChallenge(
        Objects.requireNonNull(connection, "connection"),
        Objects.requireNonNull(key, "key"),
        Objects.requireNonNull(limit, "limit"));
  }
}
