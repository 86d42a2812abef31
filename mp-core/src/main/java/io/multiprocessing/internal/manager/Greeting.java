package io.multiprocessing.internal.manager;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * The first message of a client.
 *
 * @param session drawn by the client
 * @param pid the client's process, for people
 * @param name the client's process, for people
 */
record Greeting(UUID session, long pid, String name) {

  private static final byte[] MAGIC = {'M', 'P', 'M'};
  private static final int PICKLE_MARK = 0x80;

  /** Why a client is turned away, and how it is told. */
  static final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean python;

    Refusal(String reason, boolean python) {
      super(reason);
      this.python = python;
    }

    boolean isPython() {
      return python;
    }
  }

  static Greeting read(ByteBuffer message) throws Refusal {
    if (message.hasRemaining() && (message.get(0) & 0xff) == PICKLE_MARK) {
      throw new Refusal(
          "this manager speaks with JVMs only, and the first message was a pickle: CPython clients are not supported", true);
    }
    try {
      byte kind = message.get();
      byte[] magic = new byte[MAGIC.length];
      message.get(magic);
      if (kind != ManagerFrameDescriptor.HELLO || !Arrays.equals(magic, MAGIC)) {
        throw new Refusal("the first message is not that of a manager's client", false);
      }
      byte version = message.get();
      if (version != ManagerFrameDescriptor.VERSION) {
        throw new Refusal(
            "the manager and its client speak different versions: manager=" + ManagerFrameDescriptor.VERSION + ", client="
                + version + "; use one version of the library on both sides",
            false);
      }
      return new Greeting(new UUID(message.getLong(), message.getLong()), message.getLong(), WireFormat.getText(message));
    } catch (BufferUnderflowException e) {
      throw new Refusal("the first message is not that of a manager's client, it is too short", false);
    }
  }

  static ByteBuffer welcome(UUID server, boolean resumed, int maxMessageBytes) {
    return ByteBuffer.allocate(2 * Byte.BYTES + 2 * Long.BYTES + Byte.BYTES + Integer.BYTES)
        .put(ManagerFrameDescriptor.WELCOME)
        .put(ManagerFrameDescriptor.VERSION)
        .putLong(server.getMostSignificantBits())
        .putLong(server.getLeastSignificantBits())
        .put((byte) (resumed ? 1 : 0))
        .putInt(maxMessageBytes)
        .flip();
  }

  static ByteBuffer refused(String reason) {
    byte[] text = WireFormat.utf8(reason);
    return WireFormat.putText(
            ByteBuffer.allocate(2 * Byte.BYTES + WireFormat.textLength(text))
                .put(ManagerFrameDescriptor.REFUSED)
                .put(ManagerFrameDescriptor.VERSION),
            text)
        .flip();
  }

  /** The same as a server of CPython says it: the pickle of {@code ('#TRACEBACK', reason)}. */
  static ByteBuffer refusedInPython(String reason) {
    ByteArrayOutputStream pickle = new ByteArrayOutputStream();
    pickle.writeBytes(new byte[] {(byte) PICKLE_MARK, 2});
    for (String text : new String[] {"#TRACEBACK", reason}) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      pickle.write('X');
      pickle.writeBytes(ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(utf8.length).array());
      pickle.writeBytes(utf8);
    }
    pickle.writeBytes(new byte[] {(byte) 0x86, '.'});
    return ByteBuffer.wrap(pickle.toByteArray());
  }
}
