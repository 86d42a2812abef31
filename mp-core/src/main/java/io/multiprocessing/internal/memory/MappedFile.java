package io.multiprocessing.internal.memory;

import io.multiprocessing.api.SharedObjectException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that are mapped whole. They hold no descriptor, and the mapping ends when no buffer of it is reachable. */
public final class MappedFile {

  private static final int ZEROS_LENGTH = 64 * 1024;
  private static final Set<OpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
  private static final Set<OpenOption> EXISTING = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);

  private static final Set<OpenOption> SHARED =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

  private MappedFile() {}

  /**
   * Makes a file of zeros that only its user can open, and maps it. All its memory is taken: without that a full file
   * system would be a fault on a later access.
   *
   * @throws IOException if it exists, or can't be made or filled; nothing is left
   */
  public static MappedByteBuffer create(Path path, long length) throws IOException {
    requireMappable(path, length);
    FileChannel channel = createZeroed(path, length);
    try (channel) {
      return map(channel, length);
    } catch (IOException | RuntimeException | Error e) {
      Files.deleteIfExists(path);
      throw e;
    }
  }

  /** Makes a file of zeros as {@link #create} does, of any length, and leaves the mapping to the caller. */
  static FileChannel createZeroed(Path path, long length) throws IOException {
    return Space.take(() -> createZeroedNow(path, length));
  }

  private static FileChannel createZeroedNow(Path path, long length) throws IOException {
    FileChannel channel = FileChannel.open(path, NEW, permissions(path));
    try {
      fill(channel, 0, length);
      return channel;
    } catch (IOException | RuntimeException | Error e) {
      try (channel) {
        Files.deleteIfExists(path);
      }
      throw e;
    }
  }

  /**
   * Maps a file that processes share by its name. Whoever comes first makes it, of zeros, under the file's lock: of a
   * maker that is killed the kernel takes the lock back, and the next one finishes.
   *
   * @throws IOException if it can't be opened, locked or filled, or has another length
   */
  static MappedByteBuffer openOrCreate(Path path, long length) throws IOException {
    requireMappable(path, length);
    return Space.take(() -> openOrCreateNow(path, length));
  }

  private static MappedByteBuffer openOrCreateNow(Path path, long length) throws IOException {
    try (FileChannel channel = FileChannel.open(path, SHARED, permissions(path));
        FileLock lock = channel.lock()) {
      if (channel.size() > length) {
        throw new IOException("its length is another: expected=" + length + ", found=" + channel.size());
      }
      fill(channel, channel.size(), length);
      return map((FileChannel) lock.acquiredBy(), length);
    }
  }

  private static void fill(FileChannel channel, long from, long to) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(to, ZEROS_LENGTH));
    for (long written = from; written < to; ) {
      zeros.clear().limit((int) Math.min(to - written, zeros.capacity()));
      written += channel.write(zeros, written);
    }
  }

  /**
   * Maps an existing file.
   *
   * @throws NoSuchFileException if there is none
   * @throws IOException if it can't be opened, or has another length
   */
  public static MappedByteBuffer open(Path path, long length) throws IOException {
    requireMappable(path, length);
    try (FileChannel channel = FileChannel.open(path, EXISTING)) {
      if (channel.size() != length) {
        throw new IOException("its length is another: expected=" + length + ", found=" + channel.size());
      }
      return map(channel, length);
    }
  }

  static SharedObjectException noMemory(Path path, long length, IOException cause) {
    return new SharedObjectException(
        "shared memory can't be had: length=" + length + ", path=" + path + ", reason=" + cause.getMessage()
            + "; free some of it, or set -D" + SharedDirectory.BASE_PROPERTY + " to a folder with more space",
        cause);
  }

  private static MappedByteBuffer map(FileChannel channel, long length) throws IOException {
    MappedByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, length);
    memory.order(ByteOrder.nativeOrder());
    return memory;
  }

  private static void requireMappable(Path path, long length) throws IOException {
    if (length <= 0 || length > Integer.MAX_VALUE) {
      throw new IOException(
          "one mapping has at least 1 and at most " + Integer.MAX_VALUE + " bytes: length=" + length + ", path=" + path);
    }
  }

  private static FileAttribute<?>[] permissions(Path path) {
    if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[] {
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
      };
    }
    return new FileAttribute<?>[0];
  }
}
