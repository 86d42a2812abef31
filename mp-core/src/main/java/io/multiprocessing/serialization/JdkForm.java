package io.multiprocessing.serialization;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Objects that the JDK serializes, because they say how, or because their fields are the JDK's own.
 *
 * <p>The object goes into a stream of its own, and what it refers to is either written into that stream too, or taken
 * out of it as a <em>part</em>: the stream holds only the part's number, and the part is a value of the message like
 * any other, with the identity it has there. {@link JdkOutput} says which is which. In the message the parts come
 * first, so that they are complete when the stream is read.
 *
 * <pre>
 * content := partCount value* streamLength stream
 * </pre>
 */
final class JdkForm implements ValueForm {

  @Override
  public boolean early() {
    return false;
  }

  @Override
  public void write(GraphWriter writer, Object value) throws Exception {
    JdkOutput.refuseHeldLock(value);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    List<Object> parts;
    try (JdkOutput stream = new JdkOutput(bytes, writer, value)) {
      stream.writeObject(value);
      stream.flush();
      parts = stream.parts();
    }
    writer.out.writeCount(parts.size());
    for (Object part : parts) {
      try {
        writer.writeValue(part);
      } catch (Unencodable e) {
        throw e.from(value.getClass().getName() + " (serialized by the JDK)");
      }
    }
    writer.out.writeCount(bytes.size());
    writer.out.writeBytes(bytes.toByteArray());
  }

  @Override
  public Object read(GraphReader reader, Class<?> type, int id) throws Exception {
    int start = reader.in.position();
    @Nullable Object[] parts = new Object[reader.in.readCount(1)];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = reader.readValue();
    }
    ByteBuffer content = reader.in.take(reader.in.readCount(1));
    byte[] bytes = new byte[content.remaining()];
    content.get(bytes);
    try (JdkInput stream = new JdkInput(new ByteArrayInputStream(bytes), reader, parts, bytes.length)) {
      Object value = stream.readObject();
      if (reader.effort() != null) {
        reader.effort().repeat(stream.backReferences(), reader.in.position() - start);
      }
      if (value == null) {
        throw new SerializationException("cannot decode the message: a stream of the JDK holds no object", null);
      }
      return value;
    }
  }
}
