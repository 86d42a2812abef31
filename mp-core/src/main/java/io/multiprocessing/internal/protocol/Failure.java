package io.multiprocessing.internal.protocol;

import io.multiprocessing.pool.RemoteStack;
import io.multiprocessing.pool.RemoteTaskException;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.EncodedMessage;
import io.multiprocessing.serialization.SerializationException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An exception on its way to another process: what it was, as text that always arrives, and the exception itself where
 * it can be encoded. As bytes: class name, message, stack trace, reason, then the codec's message, each with its length
 * first.
 */
public final class Failure {

  /** Longer texts are cut: a stack trace is for people. */
  private static final int MAX_TEXT_LENGTH = 256 * 1024;

  private final String className;
  private final @Nullable String message;
  private final String trace;
  private final @Nullable String whyNotEncoded;
  private final @Nullable EncodedMessage original;

  private Failure(
      String className,
      @Nullable String message,
      String trace,
      @Nullable String whyNotEncoded,
      @Nullable EncodedMessage original) {
    this.className = className;
    this.message = message;
    this.trace = trace;
    this.whyNotEncoded = whyNotEncoded;
    this.original = original;
  }

  /** Describes {@code thrown} and encodes it if that is possible; never throws for an exception that can't be. */
  public static Failure of(Throwable thrown, Codec codec) {
    String reason = null;
    EncodedMessage encoded = null;
    try {
      encoded = codec.encode(thrown);
    } catch (SerializationException e) {
      reason = e.getMessage();
    }
    return new Failure(thrown.getClass().getName(), messageOf(thrown), traceOf(thrown), reason, encoded);
  }

  /**
   * The exception for the caller: the original with the remote stack attached where it can be decoded here, else a
   * {@link RemoteTaskException} that says what it was. Never throws.
   *
   * @param where the worker, for people
   */
  public Throwable toThrowable(Codec codec, String where) {
    return toThrowable(codec, where, "task");
  }

  /**
   * As {@link #toThrowable}, for the thread that has made a call and throws this now: the exception's own stack is that
   * of this thread, and the remote one is the suppressed {@link RemoteStack}'s.
   *
   * @param where the server, for people
   */
  public Throwable toCaller(Codec codec, String where) {
    Throwable thrown = toThrowable(codec, where, "call");
    thrown.setStackTrace(new Throwable().getStackTrace());
    return thrown;
  }

  private Throwable toThrowable(Codec codec, String where, String what) {
    Throwable result = null;
    String reason = whyNotEncoded;
    if (original != null) {
      try {
        if (codec.decode(original) instanceof Throwable decoded) {
          result = decoded;
        }
      } catch (SerializationException e) {
        reason = e.getMessage();
      }
    }
    if (result == null) {
      result =
          new RemoteTaskException(
              "the " + what + " failed with " + className + (message == null ? "" : ": " + message)
                  + " (the exception itself could not travel: " + reason + ")",
              className,
              null);
    }
    result.addSuppressed(new RemoteStack(where, trace));
    return result;
  }

  public byte[] toByteArray() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      writeText(out, className);
      writeText(out, message);
      writeText(out, trace);
      writeText(out, whyNotEncoded);
      out.writeInt(original == null ? -1 : original.attachments().size());
      if (original != null) {
        writeBytes(out, original.body());
        for (ByteBuffer attachment : original.attachments()) {
          writeBytes(out, attachment);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory cannot fail", e);
    }
    return bytes.toByteArray();
  }

  /**
   * @throws SerializationException if the bytes are not a failure
   */
  public static Failure fromBytes(byte[] bytes) {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    try {
      String className = readText(in);
      String message = readText(in);
      String trace = readText(in);
      String reason = readText(in);
      int attachmentCount = in.readInt();
      EncodedMessage original = null;
      if (attachmentCount >= 0) {
        ByteBuffer body = readBytes(in);
        List<ByteBuffer> attachments = new ArrayList<>(Math.min(attachmentCount, FrameDescriptor.MAX_ATTACHMENTS));
        for (int i = 0; i < attachmentCount; i++) {
          attachments.add(readBytes(in));
        }
        original = new EncodedMessage(body, attachments);
      }
      return new Failure(String.valueOf(className), message, String.valueOf(trace), reason, original);
    } catch (IOException | IllegalArgumentException e) {
      throw new SerializationException("these bytes are not a failure: length=" + bytes.length, e);
    }
  }

  private static @Nullable String messageOf(Throwable thrown) {
    try {
      return thrown.getMessage();
    } catch (RuntimeException | Error e) {
      return "(its getMessage failed with " + e.getClass().getName() + ")";
    }
  }

  private static String traceOf(Throwable thrown) {
    StringWriter text = new StringWriter();
    try {
      thrown.printStackTrace(new PrintWriter(text));
    } catch (RuntimeException | Error e) {
      text.append("(its stack trace could not be printed: ").append(e.getClass().getName()).append(')');
    }
    return text.toString();
  }

  private static void writeText(DataOutputStream out, @Nullable String text) throws IOException {
    if (text == null) {
      out.writeInt(-1);
    } else {
      String bounded = text.length() > MAX_TEXT_LENGTH ? text.substring(0, MAX_TEXT_LENGTH) + " ... (cut)" : text;
      byte[] utf8 = bounded.getBytes(StandardCharsets.UTF_8);
      out.writeInt(utf8.length);
      out.write(utf8);
    }
  }

  private static @Nullable String readText(DataInputStream in) throws IOException {
    int length = in.readInt();
    return length < 0 ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  private static void writeBytes(DataOutputStream out, ByteBuffer buffer) throws IOException {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static ByteBuffer readBytes(DataInputStream in) throws IOException {
    return ByteBuffer.wrap(in.readNBytes(in.readInt()));
  }
}
