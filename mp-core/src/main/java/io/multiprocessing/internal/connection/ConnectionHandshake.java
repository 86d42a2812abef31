package io.multiprocessing.internal.connection;

import io.multiprocessing.connection.Connection;
import io.multiprocessing.internal.protocol.DigestPolicy;
import io.multiprocessing.internal.protocol.HandshakeDialogue;
import io.multiprocessing.process.AuthKey;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** A {@link HandshakeDialogue} over a connection; blocks and is interrupted as that does. */
public final class ConnectionHandshake {

  private ConnectionHandshake() {}

  /** What the peer's messages are received with. */
  private interface Source {
    byte[] next() throws IOException;
  }

  /** Has the other side prove the key. Python: {@code deliver_challenge}. */
  public static void deliverChallenge(Connection connection, AuthKey key, Duration limit) throws IOException {
    run(connection, HandshakeDialogue.delivering(key.toByteArray(), DigestPolicy.NAMED), Deadline.after(limit));
  }

  /** Proves the key to the other side. Python: {@code answer_challenge}. */
  public static void answerChallenge(Connection connection, AuthKey key, Duration limit) throws IOException {
    run(connection, HandshakeDialogue.answering(key.toByteArray(), DigestPolicy.NAMED), Deadline.after(limit));
  }

  private static void run(Connection connection, HandshakeDialogue dialogue, Deadline deadline) throws IOException {
    run(connection, dialogue, () -> receive(connection, deadline));
  }

  /** Through anything but a socket such a short message comes in one piece. */
  private static byte[] receive(Connection connection, Deadline deadline) throws IOException {
    if (connection instanceof SocketConnection socket) {
      return socket.recvBytes(HandshakeDialogue.MAX_MESSAGE_BYTES, deadline);
    }
    if (!connection.poll(Duration.ofNanos(deadline.remainingNanos()))) {
      throw new SocketTimeoutException("nothing came within the limit");
    }
    return connection.recvBytes(HandshakeDialogue.MAX_MESSAGE_BYTES);
  }

  /** Runs the connecting side until the deadline. */
  static void connect(SocketConnection connection, AuthKey key, boolean legacyMd5, Deadline deadline)
      throws IOException {
    HandshakeDialogue dialogue = HandshakeDialogue.connecting(key.toByteArray(), policy(legacyMd5));
    run(connection, dialogue, () -> connection.recvBytes(HandshakeDialogue.MAX_MESSAGE_BYTES, deadline));
  }

  static DigestPolicy policy(boolean legacyMd5) {
    return legacyMd5 ? DigestPolicy.LEGACY_MD5 : DigestPolicy.NAMED;
  }

  private static void run(Connection connection, HandshakeDialogue dialogue, Source source) throws IOException {
    byte[] message = dialogue.start();
    while (true) {
      if (message != null) {
        connection.sendBytes(message);
      }
      dialogue.check();
      if (dialogue.isDone()) {
        return;
      }
      message = dialogue.receive(source.next());
    }
  }
}
