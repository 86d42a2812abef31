package io.multiprocessing.internal.protocol;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Who a spare becomes; the part of {@link Bootstrap} that is not known when it is launched. As bytes: name, identity
 * and key, each with its length before it, and the daemon flag.
 *
 * @param name the process's name
 * @param identity its place in the tree
 * @param daemon its daemon flag
 * @param authKey its authentication key
 */
@SuppressWarnings("ArrayRecordComponent")
public record NewIdentity(String name, String identity, boolean daemon, byte[] authKey) {

  /** As the body of a frame. */
  public ByteBuffer toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      write(out, name.getBytes(StandardCharsets.UTF_8));
      write(out, identity.getBytes(StandardCharsets.UTF_8));
      write(out, authKey);
      out.writeBoolean(daemon);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory cannot fail", e);
    }
    return ByteBuffer.wrap(bytes.toByteArray());
  }

  /**
   * @throws IOException if the body ends too early
   */
  public static NewIdentity from(ByteBuffer body) throws IOException {
    byte[] bytes = new byte[body.remaining()];
    body.get(bytes);
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    String name = new String(read(in), StandardCharsets.UTF_8);
    String identity = new String(read(in), StandardCharsets.UTF_8);
    byte[] authKey = read(in);
    return new NewIdentity(name, identity, in.readBoolean(), authKey);
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] read(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "NewIdentity[name=" + name + ", identity=" + identity + "]";
  }
}
