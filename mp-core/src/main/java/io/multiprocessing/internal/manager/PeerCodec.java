package io.multiprocessing.internal.manager;

import io.multiprocessing.internal.memory.Travel;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.EncodedMessage;
import org.jspecify.annotations.Nullable;

/**
 * The codec of a manager's connections: a handle that it decodes knows who has sent it, one that it encodes carries no
 * key.
 */
record PeerCodec(Codec codec, Travel.Sender sender) implements Codec {

  @Override
  public EncodedMessage encode(@Nullable Object value) {
    return Travel.outOfTree(() -> codec.encode(value));
  }

  @Override
  public @Nullable Object decode(EncodedMessage message) {
    return Travel.<@Nullable Object>from(sender, () -> codec.decode(message));
  }
}
