package io.multiprocessing.internal.shared;

import static io.multiprocessing.internal.shared.DataDescriptor.DATA_OFFSET;
import static io.multiprocessing.internal.shared.DataDescriptor.ELEMENT_LENGTH_OFFSET;
import static io.multiprocessing.internal.shared.DataDescriptor.MAX_DATA_LENGTH;
import static io.multiprocessing.internal.shared.DataDescriptor.OVERHEAD;
import static io.multiprocessing.internal.shared.DataDescriptor.TYPECODE_OFFSET;

import io.multiprocessing.api.SharedObjectException;
import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.memory.SegmentHandle;
import io.multiprocessing.internal.memory.SegmentKind;
import io.multiprocessing.internal.sync.SyncObjects;
import io.multiprocessing.sync.InterProcessLock;
import java.nio.MappedByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one shared object in this process: what its views, raw and locked ones, have in common, and close
 * together. Closing drops the memory, so that a closed object that is still referred to doesn't keep it mapped.
 *
 * <p>The fields that closing clears are read without a lock, so a close that isn't ordered with other threads' accesses
 * may be seen a little later by those; they work on memory that is still mapped.
 */
final class Body {

  private final SegmentHandle handle;
  private final Typecode typecode;
  private final int elementLength;
  private final int length;

  private @Nullable Segment segment;
  private @Nullable MappedByteBuffer memory;
  private @Nullable InterProcessLock ownLock;

  private Body(Segment segment, SegmentHandle handle, Typecode typecode, int elementLength, int length) {
    this.handle = handle;
    this.typecode = typecode;
    this.elementLength = elementLength;
    this.length = length;
    this.segment = segment;
    this.memory = segment.memory();
  }

  /**
   * Makes the memory of {@code length} elements, all zero.
   *
   * @throws IllegalArgumentException if {@code length} is negative, or more than one mapping can hold
   * @throws SharedObjectException if there is not enough memory
   */
  static Body create(SegmentKind kind, Typecode typecode, int elementLength, int length) {
    if (length < 0 || (long) length * elementLength > MAX_DATA_LENGTH) {
      throw new IllegalArgumentException(
          "length must be at least 0 and at most " + MAX_DATA_LENGTH / elementLength + " for elements of "
              + elementLength + " bytes: length=" + length + "; use SharedMemory for more than 2 GiB");
    }
    Segment segment = Segment.create(kind, OVERHEAD + (long) length * elementLength);
    segment.memory().putInt(TYPECODE_OFFSET, typecode.code());
    segment.memory().putInt(ELEMENT_LENGTH_OFFSET, elementLength);
    return new Body(segment, segment.handle(), typecode, elementLength, length);
  }

  /**
   * The memory that a handle speaks of.
   *
   * @throws SharedObjectException if it is gone, or is not what the handle says
   */
  static Body attach(SegmentHandle handle) {
    Segment segment = Segment.attach(handle);
    int code = segment.memory().getInt(TYPECODE_OFFSET);
    int elementLength = segment.memory().getInt(ELEMENT_LENGTH_OFFSET);
    Typecode typecode = Typecode.find(code);
    long dataLength = segment.payloadLength() - OVERHEAD;
    if (typecode == null || elementLength <= 0 || dataLength < 0 || dataLength % elementLength != 0) {
      throw new SharedObjectException(
          "a shared object can't be attached: its description is damaged: typecode=" + code + ", elementLength="
              + elementLength + ", segment=" + segment);
    }
    return new Body(segment, handle, typecode, elementLength, (int) (dataLength / elementLength));
  }

  Typecode typecode() {
    return typecode;
  }

  SegmentKind kind() {
    return handle.kind();
  }

  int elementLength() {
    return elementLength;
  }

  int length() {
    return length;
  }

  MappedByteBuffer memory() {
    MappedByteBuffer open = memory;
    if (open == null) {
      throw closed();
    }
    return open;
  }

  /** A view of {@link #ownLock()} for others, who may close it. */
  InterProcessLock lockView() {
    return SyncObjects.lockIn(segment());
  }

  /** The lock that lies in the object's own memory; never given away. */
  InterProcessLock ownLock() {
    InterProcessLock lock = ownLock;
    return lock == null ? makeOwnLock() : lock;
  }

  private synchronized InterProcessLock makeOwnLock() {
    InterProcessLock lock = SyncObjects.lockIn(segment());
    ownLock = lock;
    return lock;
  }

  Segment segment() {
    Segment open = segment;
    if (open == null) {
      throw closed();
    }
    return open;
  }

  private IllegalStateException closed() {
    return new IllegalStateException("this shared object is closed: object=" + this);
  }

  /** Memory of its own with the same content. */
  Body copy() {
    MappedByteBuffer from = memory();
    Body copy = create(handle.kind(), typecode, elementLength, length);
    copy.memory().put(DATA_OFFSET, from, DATA_OFFSET, length * elementLength);
    return copy;
  }

  SegmentHandle send() {
    return segment().send();
  }

  void close() {
    Segment open;
    synchronized (this) {
      open = segment;
      segment = null;
      memory = null;
      ownLock = null;
    }
    if (open != null) {
      open.release();
    }
  }

  void unlink() {
    Segment.remove(handle);
  }

  @Override
  public String toString() {
    return "typecode=" + typecode.code() + ", length=" + length + ", path=" + handle.path();
  }
}
