package io.multiprocessing.internal.manager;

import io.multiprocessing.api.AuthenticationException;
import io.multiprocessing.connection.ClientOptions;
import io.multiprocessing.internal.connection.FrameSocket;
import io.multiprocessing.internal.platform.ProcessIdentity;
import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.process.ProcessInfo;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * A new connection to a server that has let this process in.
 *
 * @param conversation the connection
 * @param serverId tells the server from the one that had the address before it
 * @param maxMessageBytes how long a request may be
 */
record Welcome(ClientConversation conversation, UUID serverId, int maxMessageBytes) {

  /**
   * Connects, proves the key and introduces this process. Blocks, at most for the limit in {@code settings}.
   *
   * @throws IOException if nobody listens there, or the connection ends
   * @throws io.multiprocessing.api.AuthenticationException if one of the two sides doesn't have the key
   * @throws ManagerException if the server turns this client away, or speaks another version
   */
  static Welcome connect(SocketAddress address, LinkSettings settings) throws IOException {
    long deadlineNanos = System.nanoTime() + settings.connectTimeout().toNanos();
    ClientOptions options =
        ClientOptions.builder()
            .authKey(settings.key())
            .connectTimeout(settings.connectTimeout())
            .ssl(settings.ssl())
            .build();
    ClientConversation conversation =
        new ClientConversation(prove(address, settings, options), settings.maxMessageBytes());
    boolean welcome = false;
    try {
      conversation.post(hello());
      long leftNanos = Math.max(1, deadlineNanos - System.nanoTime());
      Welcome answer = read(address, conversation, ByteBuffer.wrap(conversation.first(leftNanos)));
      welcome = true;
      return answer;
    } finally {
      if (!welcome) {
        conversation.lose(new IOException("the connection was not taken up"));
      }
    }
  }

  private static FrameSocket prove(SocketAddress address, LinkSettings settings, ClientOptions options)
      throws IOException {
    try {
      return FrameSocket.connect(address, options);
    } catch (AuthenticationException e) {
      AuthenticationException failure =
          new AuthenticationException(
              "the manager has another key: address=" + address + ", reason=" + e.getMessage()
                  + (settings.given()
                      ? ""
                      : "; this process tried its own key: connect a manager with this address and its key before its"
                          + " proxies are used here"));
      failure.initCause(e);
      throw failure;
    }
  }

  /** A session of its own for each connection: which of the last messages arrived on a lost one can't be known. */
  private static ByteBuffer hello() {
    ProcessInfo self = ProcessIdentity.current().self();
    UUID session = UUID.randomUUID();
    byte[] name = WireFormat.utf8(self.name());
    ByteBuffer hello = ByteBuffer.allocate(29 + WireFormat.textLength(name))
        .put(ManagerFrameDescriptor.HELLO)
        .put(new byte[] {'M', 'P', 'M', ManagerFrameDescriptor.VERSION})
        .putLong(session.getMostSignificantBits())
        .putLong(session.getLeastSignificantBits())
        .putLong(self.pid());
    return WireFormat.putText(hello, name).flip();
  }

  private static Welcome read(SocketAddress address, ClientConversation conversation, ByteBuffer frame) {
    try {
      byte kind = frame.get();
      byte version = frame.get();
      if (kind == ManagerFrameDescriptor.REFUSED) {
        throw new ManagerException(
            "the manager turned this client away: reason=" + WireFormat.getText(frame) + ", address="
                + address + ", its version=" + version + ", version here=" + ManagerFrameDescriptor.VERSION);
      }
      if (kind == ManagerFrameDescriptor.WELCOME && version == ManagerFrameDescriptor.VERSION) {
        UUID serverId = new UUID(frame.getLong(), frame.getLong());
        frame.get(); // whether it knows the session, which is new
        return new Welcome(conversation, serverId, frame.getInt());
      }
      throw new ManagerException(
          "what listens there is no manager of this version: address=" + address + ", kind=" + kind + ", its version="
              + version + ", version here=" + ManagerFrameDescriptor.VERSION);
    } catch (BufferUnderflowException e) {
      throw new ManagerException("what listens there is no manager: address=" + address, e);
    }
  }

  void close(String reason) {
    conversation.lose(new IOException(reason));
  }
}
