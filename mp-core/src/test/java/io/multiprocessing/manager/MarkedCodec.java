package io.multiprocessing.manager;

import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.EncodedMessage;
import io.multiprocessing.serialization.SerializationException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A user's codec: the JDK's serialization behind a mark, which nobody else's messages have. Counts those of this
 * process.
 */
public final class MarkedCodec implements Codec {

  static final AtomicLong MESSAGES = new AtomicLong();

  private static final int MARK = 0x4d41524b;

  @Override
  public EncodedMessage encode(@Nullable Object value) {
    MESSAGES.incrementAndGet();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeInt(MARK);
      out.writeObject(value);
    } catch (IOException e) {
      throw new SerializationException("the JDK can't serialize it: " + e, e);
    }
    return new EncodedMessage(ByteBuffer.wrap(bytes.toByteArray()), List.of());
  }

  @Override
  public @Nullable Object decode(EncodedMessage message) {
    byte[] bytes = new byte[message.body().remaining()];
    message.body().duplicate().get(bytes);
    try (ObjectInputStream in = new WithLoader(new ByteArrayInputStream(bytes))) {
      if (in.readInt() != MARK) {
        throw new SerializationException("not a message of this codec", null);
      }
      return in.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new SerializationException("the JDK can't read it: " + e, e);
    }
  }

  private static final class WithLoader extends ObjectInputStream {

    WithLoader(ByteArrayInputStream in) throws IOException {
      super(in);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass type) throws IOException, ClassNotFoundException {
      try {
        return Class.forName(type.getName(), false, Thread.currentThread().getContextClassLoader());
      } catch (ClassNotFoundException e) {
        return super.resolveClass(type);
      }
    }
  }
}
