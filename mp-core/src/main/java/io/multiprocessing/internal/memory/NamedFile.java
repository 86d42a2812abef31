package io.multiprocessing.internal.memory;

import io.multiprocessing.api.SharedObjectException;
import io.multiprocessing.internal.platform.TrackedFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A file of shared memory that is found by a name of its own, also by programs that are no part of the tree of
 * processes. It lies beside the trees' directories, without a header: on Linux it is what {@code shm_open} makes.
 *
 * <p>It gets its name when it is whole, in one step, so that nobody attaches half of it. A tracked one is recorded in
 * the tree's directory before that and goes with the tree, see {@link TrackedFiles}; until it has its name it goes in
 * any case.
 */
public final class NamedFile {

  private static final long MUCH = 16L << 20;

  private final Path path;
  private final @Nullable FileChannel channel; // null if mapped whole
  private final @Nullable MappedByteBuffer whole; // null if larger
  private final long size;

  private NamedFile(Path path, @Nullable FileChannel channel, @Nullable MappedByteBuffer whole, long size) {
    this.path = path;
    this.channel = channel;
    this.whole = whole;
    this.size = size;
  }

  /** Maps all of it and closes it, or leaves it open if it is too large for that. */
  private static NamedFile of(Path path, FileChannel channel, long maxWhole) throws IOException {
    try {
      long size = channel.size();
      if (size > maxWhole || size == 0) {
        return new NamedFile(path, channel, null, size);
      }
      MappedByteBuffer memory = mapPart(channel, 0, size);
      channel.close();
      return new NamedFile(path, null, memory, size);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Makes a file of {@code size} zeros.
   *
   * @param content gets the whole file, which must be mapped whole, before it has its name; null for zeros
   * @param maxWhole up to which size it is mapped whole
   * @throws FileAlreadyExistsException if the name is taken
   * @throws SharedObjectException if there is not enough memory, or the folder can't be written
   */
  public static NamedFile create(
      String name, long size, boolean tracked, @Nullable Consumer<ByteBuffer> content, long maxWhole)
      throws FileAlreadyExistsException {
    SharedDirectory directory = SharedDirectory.current();
    Path unnamed = directory.newFile("memory");
    Path path = SharedDirectory.baseOfTree().resolve(name);
    try {
      Space.take(() -> requireSpace(directory.path(), size));
      NamedFile file = Uninterrupted.repeat(() -> createUnnamed(unnamed, path, size, maxWhole));
      try {
        if (content != null) {
          content.accept(file.whole());
        }
        if (tracked) {
          TrackedFiles.record(directory.path(), unnamed, name);
        }
        Files.createLink(path, unnamed); // fails if there is one; a move would replace it
        return file;
      } catch (IOException | RuntimeException | Error e) {
        file.close();
        if (tracked) {
          TrackedFiles.forget(directory.path(), unnamed, name);
        }
        throw e;
      } finally {
        Files.deleteIfExists(unnamed);
      }
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException e) {
      throw MappedFile.noMemory(path, size, e);
    }
  }

  /** All that can fail for want of memory, or by an interrupt, is done before the file has its name. */
  private static NamedFile createUnnamed(Path unnamed, Path path, long size, long maxWhole) throws IOException {
    FileChannel channel = MappedFile.createZeroed(unnamed, size);
    try {
      return of(path, channel, maxWhole);
    } catch (IOException | RuntimeException | Error e) {
      Files.deleteIfExists(unnamed);
      throw e;
    }
  }

  /**
   * Memory is taken page by page; this says at once what would fail after many. It isn't cheap, so few pages just try.
   */
  private static long requireSpace(Path directory, long size) throws IOException {
    if (size < MUCH) {
      return size;
    }
    long free = Files.getFileStore(directory).getUsableSpace();
    if (size > free) {
      throw new IOException("there is not enough space: free=" + free);
    }
    return free;
  }

  /**
   * Opens an existing file of any size.
   *
   * @param maxWhole up to which size it is mapped whole
   * @throws SharedObjectException if there is none, or it belongs to another user, or is no file of memory
   */
  public static NamedFile attach(String name, long maxWhole) {
    Path path = SharedDirectory.baseOfTree().resolve(name);
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw refused("it is a folder, a link or something else that isn't shared memory", path, null);
    }
    try {
      return Uninterrupted.repeat(
          () ->
              of(
                  path,
                  FileChannel.open(
                      path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                  maxWhole));
    } catch (NoSuchFileException e) {
      throw refused("it doesn't exist; it was never made, was removed, or lies in another container", path, e);
    } catch (AccessDeniedException e) {
      throw refused("it belongs to another user", path, e);
    } catch (IOException e) {
      throw refused(e.toString(), path, e);
    }
  }

  private static SharedObjectException refused(String reason, Path path, @Nullable Exception cause) {
    return new SharedObjectException("shared memory can't be attached: " + reason + ": path=" + path, cause);
  }

  /** Different on each boot of each machine, as far as the system says. */
  public static String machine() {
    return HostIdentity.boot();
  }

  /** The file's length; at an attach, what it was then. */
  public long size() {
    return size;
  }

  public Path path() {
    return path;
  }

  /** All of it, in native byte order; null if it is larger than what is mapped whole, or empty. */
  public @Nullable MappedByteBuffer whole() {
    return whole;
  }

  /**
   * Maps a part of a file that isn't mapped whole, in native byte order. An interrupt of the calling thread doesn't
   * stop it.
   *
   * @throws SharedObjectException if it can't be mapped
   */
  public MappedByteBuffer map(long offset, long length) {
    try {
      FileChannel open = Objects.requireNonNull(channel, "channel");
      return Uninterrupted.elsewhere(() -> mapPart(open, offset, length));
    } catch (IOException e) {
      throw new SharedObjectException(
          "shared memory can't be mapped: offset=" + offset + ", length=" + length + ", path=" + path, e);
    }
  }

  private static MappedByteBuffer mapPart(FileChannel channel, long offset, long length) throws IOException {
    MappedByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, offset, length);
    memory.order(ByteOrder.nativeOrder());
    return memory;
  }

  /** Closes the file; what was mapped stays. */
  public void close() {
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new SharedObjectException("shared memory can't be closed: path=" + path, e);
    }
  }

  /**
   * Removes a name.
   *
   * @return whether it was there
   * @throws SharedObjectException if it can't be removed
   */
  public static boolean unlink(String name) {
    Path path = SharedDirectory.baseOfTree().resolve(name);
    try {
      Path directory = SharedDirectory.ifThere();
      return directory == null ? Files.deleteIfExists(path) : TrackedFiles.remove(directory, path, name);
    } catch (IOException e) {
      throw new SharedObjectException("shared memory can't be removed: path=" + path + ", reason=" + e, e);
    }
  }
}
