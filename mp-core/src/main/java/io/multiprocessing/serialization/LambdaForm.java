package io.multiprocessing.serialization;

import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Serializable lambdas and method references: where in which class they stand, and what they captured. An instance
 * writes the lambdas of one class and remembers their encoded place; reading needs no instance of its own.
 */
final class LambdaForm implements ValueForm {

  static final LambdaForm READER = new LambdaForm();

  private final @Nullable Method writeReplace;
  private volatile byte @Nullable [] place;
  private volatile boolean capturesNothing;

  private LambdaForm() {
    this.writeReplace = null;
  }

  LambdaForm(Class<?> type) {
    try {
      writeReplace = type.getDeclaredMethod("writeReplace");
      writeReplace.setAccessible(true);
    } catch (NoSuchMethodException e) {
      throw new SerializationException("cannot encode a lambda: its class has no writeReplace: class="
          + type.getName(), e);
    }
  }

  @Override
  public boolean early() {
    return false;
  }

  @Override
  public void write(GraphWriter writer, Object value) throws Exception {
    byte[] bytes = place;
    if (bytes != null && capturesNothing) {
      writer.out.writeCount(bytes.length);
      writer.out.writeBytes(bytes);
      writer.out.writeCount(0);
      return;
    }
    Object replacement = writeReplace == null ? null : writeReplace.invoke(value);
    if (!(replacement instanceof SerializedLambda lambda)) {
      throw new SerializationException("cannot encode a lambda: it replaces itself by something else: class="
          + value.getClass().getName(), null);
    }
    int count = lambda.getCapturedArgCount();
    if (bytes == null) {
      bytes = LambdaSite.encode(lambda);
      capturesNothing = count == 0;
      place = bytes;
    }
    writer.out.writeCount(bytes.length);
    writer.out.writeBytes(bytes);
    writer.out.writeCount(count);
    for (int i = 0; i < count; i++) {
      try {
        writer.writeValue(lambda.getCapturedArg(i));
      } catch (Unencodable e) {
        throw e.from("lambda in " + lambda.getCapturingClass().replace('/', '.') + ", captured value " + i);
      }
    }
  }

  @Override
  public Object read(GraphReader reader, Class<?> type, int id) throws Exception {
    byte[] bytes = new byte[reader.in.readCount(1)];
    reader.in.readBytes(bytes);
    LambdaKey key = new LambdaKey(bytes);
    LambdaSite site = LambdaSite.find(reader, key);
    Object[] captured = LambdaSite.captured(reader.in.readCount(1));
    for (int i = 0; i < captured.length; i++) {
      captured[i] = reader.readValue();
    }
    return site.make(reader.lookup, key, captured);
  }
}
