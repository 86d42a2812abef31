package io.multiprocessing.internal.memory;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.file.Files;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts mapped memory that was closed and that the garbage collector hasn't found yet. A mapping ends only when no
 * buffer of it is reachable, and a heap that hardly grows is hardly collected; so this asks for a collection when
 * {@value #BOUND_BYTES} bytes have piled up, or a quarter of the file system if that is less, as the JDK does for
 * direct buffers. With {@code -XX:+DisableExplicitGC} nothing comes of that. A thread of its own does it, whose stack
 * holds none of the buffers.
 *
 * <p>Safe for use by several threads.
 */
public final class ClosedMappings {

  static final long BOUND_BYTES = 256L << 20;

  private static final long PAGE_BYTES = 4096; // a file takes at least one
  private static final int PARTS = 4; // a container's /dev/shm has 64 MiB in all
  private static final Logger log = LoggerFactory.getLogger(ClosedMappings.class);

  private static final Cleaner CLEANER = Cleaner.create();
  private static final ClosedMappings PROCESS = new ClosedMappings(boundBytes(), ClosedMappings::collect);

  private final long boundBytes;
  private final Runnable collection;
  private long waitingBytes; // guarded by this

  /** Guarded by this: what waited when a collection was last asked for, less what was found since. */
  private long floorBytes;

  ClosedMappings(long boundBytes, Runnable collection) {
    this.boundBytes = boundBytes;
    this.collection = collection;
  }

  /**
   * Says that what this process needed of a mapping was closed. Doesn't block.
   *
   * @param owner the object with which the mapping ends; the caller has dropped its own references
   */
  public static void closed(Object owner, long bytes) {
    PROCESS.add(owner, Math.max(bytes, PAGE_BYTES));
  }

  private static long boundBytes() {
    try {
      return bound(Files.getFileStore(SharedDirectory.baseOfTree()).getTotalSpace());
    } catch (IOException e) {
      log.debug("the size of the file system of shared memory could not be read", e);
      return BOUND_BYTES;
    }
  }

  /** The bound for a file system of that size. */
  static long bound(long totalBytes) {
    return totalBytes <= 0 ? BOUND_BYTES : Math.min(BOUND_BYTES, totalBytes / PARTS);
  }

  private static void collect() {
    Thread thread = new Thread(System::gc, "multiprocessing-unmap");
    thread.setDaemon(true);
    thread.start();
  }

  void add(Object owner, long bytes) {
    CLEANER.register(owner, () -> found(bytes));
    boolean full;
    synchronized (this) {
      waitingBytes += bytes;
      full = waitingBytes - floorBytes >= boundBytes;
      if (full) {
        floorBytes = waitingBytes; // what stays reachable for good doesn't count again
      }
    }
    if (full) {
      collection.run();
    }
  }

  private synchronized void found(long bytes) {
    waitingBytes -= bytes;
    floorBytes = Math.min(floorBytes, waitingBytes);
  }

  synchronized long waitingBytes() {
    return waitingBytes;
  }
}
