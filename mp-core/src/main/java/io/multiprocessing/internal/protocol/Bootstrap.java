package io.multiprocessing.internal.protocol;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The first thing a child is told, down its standard input, which nobody else can read: where to connect, the secrets,
 * and who it is. Hand-coded, so that a child loads nothing for it.
 *
 * @param address the control socket: the path of a Unix domain socket, or {@code tcp:PORT} on the loopback address
 * @param controlKey the key both ends of the control socket prove
 * @param launchId which launch of the parent this is
 * @param pid the child's own process id: the parent knows it already, and asking the system costs a starting JVM much
 * @param name the process's name
 * @param identity its place in the tree, e.g. {@code 1:2}
 * @param daemon its daemon flag
 * @param authKey its authentication key
 * @param depth how many processes of this library are above it
 * @param parentPid the parent's process id
 * @param parentName the parent's name
 * @param runDirectory the parent's run directory, removed by a child that sees its parent die
 * @param sharedDirectory where all processes of the tree keep shared memory; made and kept by the process at its root
 */
@SuppressWarnings("ArrayRecordComponent")
public record Bootstrap(
    String address,
    byte[] controlKey,
    long launchId,
    long pid,
    String name,
    String identity,
    boolean daemon,
    byte[] authKey,
    int depth,
    long parentPid,
    String parentName,
    String runDirectory,
    String sharedDirectory) {

  private static final int VERSION = 2;

  /** The message, to be written in one piece. */
  public byte[] toByteArray() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      out.writeByte(VERSION);
      writeText(out, address);
      writeBytes(out, controlKey);
      out.writeLong(launchId);
      out.writeLong(pid);
      writeText(out, name);
      writeText(out, identity);
      out.writeBoolean(daemon);
      writeBytes(out, authKey);
      out.writeInt(depth);
      out.writeLong(parentPid);
      writeText(out, parentName);
      writeText(out, runDirectory);
      writeText(out, sharedDirectory);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory cannot fail", e);
    }
    return bytes.toByteArray();
  }

  /**
   * @throws IOException if the stream ends too early or speaks another version
   */
  public static Bootstrap readFrom(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    int version = in.readUnsignedByte();
    if (version != VERSION) {
      throw new IOException("parent and child must be of one version: parent=" + version + ", child=" + VERSION);
    }
    return new Bootstrap(
        readText(in), readBytes(in), in.readLong(), in.readLong(), readText(in), readText(in), in.readBoolean(),
        readBytes(in), in.readInt(), in.readLong(), readText(in), readText(in), readText(in));
  }

  /** Not {@link DataOutputStream#writeUTF}, which refuses texts of more than 64 KiB: a name may have any length. */
  private static void writeText(DataOutputStream out, String text) throws IOException {
    writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String readText(DataInputStream in) throws IOException {
    return new String(readBytes(in), StandardCharsets.UTF_8);
  }

  private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] readBytes(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "Bootstrap[launchId=" + launchId + ", name=" + name + ", address=" + address + "]";
  }
}
