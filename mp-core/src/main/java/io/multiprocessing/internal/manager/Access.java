package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.ManagerConfig;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.EncodedMessage;
import io.multiprocessing.serialization.KryoCodec;
import io.multiprocessing.serialization.SerializationException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How one connects to a manager, on its way to a process of the own tree: its configuration, with the key. Encoded when
 * it is first asked for, and only if there is something in it that a child doesn't have by itself. Safe for use by
 * several threads.
 */
final class Access {

  private static final Codec CODEC = new KryoCodec();

  private final ManagerConfig config;
  private boolean encoded; // guarded by this
  private byte @Nullable [] bytes; // guarded by this

  Access(ManagerConfig config) {
    this.config = config;
  }

  /** Null if there is nothing to tell, or if it can't travel: a context may belong to this process alone. */
  synchronized byte @Nullable [] get() {
    if (!encoded) {
      encoded = true;
      boolean special =
          config.authKey() != null
              || config.sslContext() != null
              || config.codec() != null
              || config.allowedClasses() != null;
      bytes = special ? encode() : null;
    }
    return bytes;
  }

  private byte @Nullable [] encode() {
    EncodedMessage message;
    try {
      message = CODEC.encode(config);
    } catch (SerializationException e) { // the child then says which manager it has to connect
      return null;
    }
    ByteBuffer head = ByteBuffer.allocate(WireFormat.objectHeaderLength(message));
    ByteBuffer whole = ByteBuffer.allocate(Math.toIntExact(WireFormat.objectHeaderLength(message) + message.lengthBytes()));
    for (ByteBuffer part : WireFormat.withObject(head, message)) {
      whole.put(part.duplicate());
    }
    return whole.array();
  }

  /** @throws SerializationException if this process hasn't got the classes */
  static ManagerConfig decode(byte[] bytes) {
    if (CODEC.decode(WireFormat.getObject(ByteBuffer.wrap(bytes))) instanceof ManagerConfig config) {
      return config;
    }
    throw new SerializationException("what came with a proxy is no configuration: length=" + bytes.length, null);
  }
}
