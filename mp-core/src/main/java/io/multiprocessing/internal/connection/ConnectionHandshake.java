package io.multiprocessing.internal.connection;

import io.multiprocessing.connection.Connection;
import io.multiprocessing.internal.protocol.DigestPolicy;
import io.multiprocessing.internal.protocol.HandshakeDialogue;
import io.multiprocessing.process.AuthKey;
import java.io.IOException;

/** A {@link HandshakeDialogue} over a connection; blocks and is interrupted as that does. */
public final class ConnectionHandshake {

  private ConnectionHandshake() {}

  /** What the peer's messages are received with. */
  private interface Source {
    byte[] next() throws IOException;
  }

  /** Has the other side prove the key. Python: {@code deliver_challenge}. */
  public static void deliverChallenge(Connection connection, AuthKey key) throws IOException {
    run(connection, HandshakeDialogue.delivering(key.toByteArray(), DigestPolicy.NAMED));
  }

  /** Proves the key to the other side. Python: {@code answer_challenge}. */
  public static void answerChallenge(Connection connection, AuthKey key) throws IOException {
    run(connection, HandshakeDialogue.answering(key.toByteArray(), DigestPolicy.NAMED));
  }

  private static void run(Connection connection, HandshakeDialogue dialogue) throws IOException {
    run(connection, dialogue, () -> connection.recvBytes(HandshakeDialogue.MAX_MESSAGE_BYTES));
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
