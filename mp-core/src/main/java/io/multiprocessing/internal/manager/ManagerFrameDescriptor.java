package io.multiprocessing.internal.manager;

/**
 * The conversation of a client with a manager's server, after the handshake that proves the key. Each message is the
 * body of one frame of {@code internal.connection.MessageFrameDescriptor}; numbers are big endian, texts UTF-8 behind
 * an unsigned 16-bit length. A server may answer calls in any order. What isn't understood ends the connection.
 *
 * <pre>
 *   client to server
 *   HELLO    | kind 1 | "MPM" | version 1 | session 16 | pid 8 | name text |
 *   CALL     | kind 1 | call 8 | object 8 | thread 8 | method text | arguments: an encoded Object[] |
 *   CREATE   | kind 1 | call 8 | thread 8 | named 1 | type text | name text | arguments: an encoded Object[] |
 *   CANCEL   | kind 1 | call 8 |                    withdraw a call that waits, or interrupt it; it is answered all the same
 *   REDEEM   | kind 1 | object 8 | count 4 | nonce 8 |   so many more proxies here; one takes over what LEND, or with
 *                                                   nonce 0 each of them what a reply has lent
 *   RELEASE  | kind 1 | object 8 | count 4 |        so many proxies fewer
 *   LEND     | kind 1 | object 8 | nonce 8 |        a proxy was sent on its way
 *   INFO     | kind 1 | call 8 |                    answered with a ManagerSnapshot
 *   SHUTDOWN | kind 1 | call 8 |                    answered, then the server ends
 *   PING     | kind 1 | call 8 |                    answered with PONG: whether the server is there
 *
 *   server to client
 *   WELCOME  | kind 1 | version 1 | server 16 | resumed 1 | maxMessageBytes 4 |
 *   REFUSED  | kind 1 | version 1 | reason text |   then it closes the connection
 *   RESULT   | kind 1 | call 8 | result: an encoded object |
 *   FAILURE  | kind 1 | call 8 | origin 1 | what: a Failure |
 *   CANCELED | kind 1 | call 8 |                    the call was withdrawn and had no effect
 *   PONG     | kind 1 | call 8 |                    to PING
 * </pre>
 *
 * <p>An encoded object is {@code | attachments 4 | body length 4 | each attachment's length 4 | body | attachments |}.
 *
 * <p>A session is one client process; its 16 bytes are drawn by the client, so that it can come back after its
 * connection was lost. The object's number 0 is never given away.
 */
final class ManagerFrameDescriptor {

  static final byte VERSION = 1;

  static final byte HELLO = 1;
  static final byte CALL = 2;
  static final byte CREATE = 3;
  static final byte CANCEL = 4;
  static final byte REDEEM = 5;
  static final byte RELEASE = 6;
  static final byte LEND = 7;
  static final byte INFO = 8;
  static final byte SHUTDOWN = 9;
  static final byte PING = 10;

  static final byte WELCOME = 33;
  static final byte REFUSED = 34;
  static final byte RESULT = 35;
  static final byte FAILURE = 36;
  static final byte CANCELED = 37;
  static final byte PONG = 38;

  /** A failure's origin: the shared object threw it; it arrives as itself. */
  static final byte BY_OBJECT = 0;

  /** A failure's origin: the server refuses the call; it arrives as a ManagerException. */
  static final byte BY_SERVER = 1;

  private ManagerFrameDescriptor() {}
}
