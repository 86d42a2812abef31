package io.multiprocessing.internal.shared;

import io.multiprocessing.api.SharedObjectException;
import io.multiprocessing.internal.memory.ClosedMappings;
import io.multiprocessing.internal.memory.NamedFile;
import io.multiprocessing.shared.SharedMemory;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A block of named memory. One that a buffer can span is mapped whole and holds no file; a larger one keeps the file
 * open until it is closed, and maps what it is asked for.
 */
final class MemoryBlock implements SharedMemory {

  @Serial private static final long serialVersionUID = 1L;

  private static final long MAX_WHOLE = Integer.MAX_VALUE;
  private static final int NAME_ATTEMPTS = 100;

  private final transient String name;
  private final transient long size;

  private transient @Nullable MappedByteBuffer whole; // null if too large, or closed
  private transient @Nullable NamedFile file; // guarded by this; null if mapped whole, or closed
  private transient volatile boolean closed;

  MemoryBlock(String name, NamedFile file) {
    this.name = name;
    this.size = file.size();
    this.whole = file.whole();
    this.file = whole == null ? file : null;
  }

  /**
   * @param name null for a random one
   */
  static MemoryBlock create(@Nullable String name, long size, Tracking tracking) {
    return create(name, size, tracking, null, MAX_WHOLE);
  }

  /** With content that is there before the block has its name. */
  static MemoryBlock create(@Nullable String name, long size, Tracking tracking, Consumer<ByteBuffer> content) {
    return create(name, size, tracking, content, MAX_WHOLE);
  }

  static MemoryBlock create(
      @Nullable String name, long size, Tracking tracking, @Nullable Consumer<ByteBuffer> content, long maxWhole) {
    if (size < 1) {
      throw new IllegalArgumentException("size must be at least 1: size=" + size);
    }
    boolean tracked = Objects.requireNonNull(tracking, "tracking") == Tracking.TRACKED;
    if (name != null) {
      MemoryName.require(name);
    }
    FileAlreadyExistsException taken = null;
    for (int attempt = 0; attempt < (name == null ? NAME_ATTEMPTS : 1); attempt++) {
      String tried = name == null ? MemoryName.random() : name;
      try {
        return new MemoryBlock(tried, NamedFile.create(tried, size, tracked, content, maxWhole));
      } catch (FileAlreadyExistsException e) {
        taken = e;
      }
    }
    throw new SharedObjectException(
        "shared memory can't be had: its name is taken: name=" + name + "; attach that, or choose another name", taken);
  }

  static MemoryBlock attach(String name) {
    String plain = MemoryName.require(Objects.requireNonNull(name, "name"));
    NamedFile found = NamedFile.attach(plain, MAX_WHOLE);
    if (found.size() == 0) {
      found.close();
      throw new SharedObjectException(
          "shared memory can't be attached: it is empty, so its maker has not finished or has failed: name=" + name);
    }
    return new MemoryBlock(plain, found);
  }

  static MemoryBlock attach(String name, long expectedSize) {
    MemoryBlock block = attach(name);
    if (block.size != expectedSize) {
      block.close();
      throw new SharedObjectException(
          "shared memory can't be attached: its size is another: name=" + name + ", expected=" + expectedSize
              + ", found=" + block.size);
    }
    return block;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public ByteBuffer buffer() {
    return whole().slice().order(ByteOrder.nativeOrder());
  }

  @Override
  public ByteBuffer buffer(long offset, int length) {
    Objects.checkFromIndexSize(offset, length, size);
    synchronized (this) {
      NamedFile large = file;
      if (large != null) {
        MappedByteBuffer window = large.map(offset, length);
        ClosedMappings.closed(window, length); // nobody tells when it is dropped, so it counts from now on
        return window;
      }
    }
    return whole().slice((int) offset, length).order(ByteOrder.nativeOrder());
  }

  /** All of it, as mapped. */
  MappedByteBuffer whole() {
    MappedByteBuffer memory = whole;
    if (memory == null) {
      requireOpen();
      throw new IllegalStateException(
          "a buffer can't span 2 GiB or more: size=" + size + ", name=" + name + "; use buffer(offset, length)");
    }
    return memory;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this shared memory is closed: name=" + name + "; attach it again");
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    MappedByteBuffer mapped = whole;
    NamedFile large = file;
    whole = null;
    file = null;
    if (large != null) {
      large.close();
    }
    if (mapped != null) {
      ClosedMappings.closed(mapped, size);
    }
  }

  @Override
  public void unlink() {
    NamedFile.unlink(name);
  }

  /** What travels. */
  MemoryHandle handle() {
    requireOpen();
    return new MemoryHandle(name, size, NamedFile.machine());
  }

  @Serial
  private Object writeReplace() {
    return handle();
  }

  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("shared memory travels as its handle only");
  }

  @Override
  public String toString() {
    return "SharedMemory[name=" + name + ", size=" + size + (closed ? ", closed" : "") + "]";
  }
}
