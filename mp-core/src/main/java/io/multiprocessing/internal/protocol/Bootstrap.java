package io.multiprocessing.internal.protocol;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The first thing a child is told, down its standard input, which nobody else can read: where to connect, the secrets, and
 * who it is. Hand-coded, so that a child loads nothing for it.
 *
 * @param address the control socket: the path of a Unix domain socket, or {@code tcp:PORT} on the loopback address
 * @param controlKey the key both ends of the control socket prove
 * @param launchId which launch of the parent this is
 * @param name the process's name
 * @param identity its place in the tree, e.g. {@code 1:2}
 * @param daemon its daemon flag
 * @param authKey its authentication key
 * @param depth how many processes of this library are above it
 * @param parentPid the parent's process id
 * @param parentName the parent's name
 * @param runDirectory the parent's run directory, removed by a child that sees its parent die
 */
@SuppressWarnings("ArrayRecordComponent")
public record Bootstrap(
    String address,
    byte[] controlKey,
    long launchId,
    String name,
    String identity,
    boolean daemon,
    byte[] authKey,
    int depth,
    long parentPid,
    String parentName,
    String runDirectory) {

  private static final int VERSION = 1;

  /** Writes the message in one piece. */
  public void writeTo(OutputStream stream) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(VERSION);
    out.writeUTF(address);
    writeBytes(out, controlKey);
    out.writeLong(launchId);
    out.writeUTF(name);
    out.writeUTF(identity);
    out.writeBoolean(daemon);
    writeBytes(out, authKey);
    out.writeInt(depth);
    out.writeLong(parentPid);
    out.writeUTF(parentName);
    out.writeUTF(runDirectory);
    bytes.writeTo(stream);
    stream.flush();
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
        in.readUTF(), readBytes(in), in.readLong(), in.readUTF(), in.readUTF(), in.readBoolean(), readBytes(in),
        in.readInt(), in.readLong(), in.readUTF(), in.readUTF());
  }

  private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] readBytes(DataInputStream in) throws IOException {
    return in.readNBytes(in.readInt());
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "Bootstrap[launchId=" + launchId + ", name=" + name + ", address=" + address + "]";
  }
}
