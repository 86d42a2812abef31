package io.multiprocessing.shared;

import io.multiprocessing.sync.InterProcessObject;
import java.nio.ByteBuffer;

/**
 * A block of memory with a name, without structure and without a lock. Any process of the same user on the same machine
 * can attach it by its name, also one of another tree, and on Linux also CPython. Made by {@code
 * Multiprocessing.get().shared()}; sending it to another process attaches it there.
 *
 * <p><b>Who removes it.</b> The name, and the memory with the last process that has it, go with {@link #unlink()};
 * nobody's exit or {@link #close()} removes what others use. A {@linkplain Tracking#TRACKED tracked} block, which is
 * the default, also goes with the tree of processes that made it, however that ends: after a {@code kill -9} of the
 * whole tree with the next start of one. CPython before 3.13 removes what it has attached when it exits; from 3.13 on
 * {@code track=False} prevents it.
 *
 * <p><b>Buffers.</b> Those of a closed block stay usable, also by other threads: memory is unmapped only when no buffer
 * of it is reachable. When much of it was closed this asks for a garbage collection, as the JDK does for direct
 * buffers; in a JVM with {@code -XX:+DisableExplicitGC} it stays mapped until the next one.
 *
 * <p>Nothing blocks but the file system. Safe for use by several threads; what they do to the same bytes is theirs to
 * order. If a process dies, what it had written is there. Python: {@code multiprocessing.shared_memory.SharedMemory}.
 */
public interface SharedMemory extends InterProcessObject {

  /** Whether the block goes with the tree of processes that made it. */
  enum Tracking {
    /** It does; Python: {@code track=True}. */
    TRACKED,
    /**
     * It stays until somebody calls {@link SharedMemory#unlink()}, or the machine restarts; Python: {@code
     * track=False}.
     */
    UNTRACKED
  }

  /** The name by which other processes attach it. Python: {@code name}. */
  String name();

  /** How many bytes it has. Python: {@code size}. */
  long size();

  /**
   * All bytes, in the processor's own byte order: a buffer with a position of its own over the same memory. Python:
   * {@code buf}.
   *
   * @throws IllegalStateException if the block is closed, or has 2 GiB or more, which no buffer can span
   */
  ByteBuffer buffer();

  /**
   * Some bytes, as {@link #buffer()}. For a block of 2 GiB or more each call makes a mapping of its own.
   *
   * @throws IndexOutOfBoundsException if they aren't all there
   * @throws IllegalStateException if the block is closed
   */
  ByteBuffer buffer(long offset, int length);

  /**
   * Gives up this process's access; the name stays, whether it was sent or not, and buffers that it gave out stay
   * usable. Doesn't block; idempotent. Python: {@code close()}.
   */
  @Override
  void close();

  /**
   * Removes the name; those who have the block go on using it. Allowed after {@link #close()}. Python: {@code
   * unlink()}.
   *
   * @throws io.multiprocessing.api.SharedObjectException if the file system refuses
   */
  @Override
  void unlink();
}
