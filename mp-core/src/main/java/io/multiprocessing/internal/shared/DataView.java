package io.multiprocessing.internal.shared;

import static io.multiprocessing.internal.shared.DataDescriptor.DATA_OFFSET;

import io.multiprocessing.shared.SharedData;
import io.multiprocessing.sync.InterProcessLock;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A typed view of a {@link Body} with a {@link Guard}. Single elements are read and written here, as bits; the
 * subclasses say what the bits mean. They pass the length of an element as a constant, so that the JIT compiler leaves
 * one access of what looks like four.
 */
abstract class DataView<S extends SharedData<S>> implements SharedData<S> {

  @Serial private static final long serialVersionUID = 1L;

  static final VarHandle SHORT = MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.nativeOrder());
  static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
  static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  final transient Body body;
  private final transient Guard guard;

  DataView(Body body, Guard guard) {
    this.body = body;
    this.guard = guard;
  }

  /** A view of the same type. */
  abstract S view(Body other, Guard otherGuard);

  /** What travels. */
  abstract Object handle(Guard sentGuard);

  /** Takes the lock if there is one, and returns it for {@link #leave}. */
  final @Nullable InterProcessLock enter() {
    InterProcessLock lock = guard.lockOf(body);
    if (lock != null) {
      lock.lock();
    }
    return lock;
  }

  static void leave(@Nullable InterProcessLock lock) {
    if (lock != null) {
      lock.unlock();
    }
  }

  final long load(int offset, int shift) {
    InterProcessLock held = enter();
    try {
      return loadBits(body.memory(), offset, shift);
    } finally {
      leave(held);
    }
  }

  final void store(int offset, int shift, long bits) {
    InterProcessLock held = enter();
    try {
      storeBits(body.memory(), offset, shift, bits);
    } finally {
      leave(held);
    }
  }

  /** Buffers have no volatile access to bytes, so fences make one. */
  private static long loadBits(MappedByteBuffer memory, int offset, int shift) {
    switch (shift) {
      case 0:
        byte bits = memory.get(offset);
        VarHandle.acquireFence();
        return bits;
      case 1:
        return (short) SHORT.getVolatile(memory, offset);
      case 2:
        return (int) INT.getVolatile(memory, offset);
      default:
        return (long) LONG.getVolatile(memory, offset);
    }
  }

  private static void storeBits(MappedByteBuffer memory, int offset, int shift, long bits) {
    switch (shift) {
      case 0:
        VarHandle.releaseFence();
        memory.put(offset, (byte) bits);
        VarHandle.fullFence();
        return;
      case 1:
        SHORT.setVolatile(memory, offset, (short) bits);
        return;
      case 2:
        INT.setVolatile(memory, offset, (int) bits);
        return;
      default:
        LONG.setVolatile(memory, offset, bits);
    }
  }

  /** Has an operation work on the memory of some elements, under the lock if there is one. */
  final void access(int from, int count, Consumer<ByteBuffer> operation) {
    Objects.checkFromIndexSize(from, count, body.length());
    InterProcessLock held = enter();
    try {
      VarHandle.fullFence(); // for raw views: what was written before is seen
      int length = body.elementLength();
      operation.accept(
          body.memory().slice(DATA_OFFSET + from * length, count * length).order(ByteOrder.nativeOrder()));
      VarHandle.fullFence();
    } finally {
      leave(held);
    }
  }

  /** The offset of an element. */
  final int at(int index, int shift) {
    return DATA_OFFSET + (Objects.checkIndex(index, body.length()) << shift);
  }

  @Override
  public final InterProcessLock lock() {
    body.memory();
    InterProcessLock lock = guard.own() ? body.lockView() : guard.given();
    if (lock == null) {
      throw new IllegalStateException(
          "a raw shared object has no lock: object=" + this + "; use locked() or synchronizedWith(lock)");
    }
    return lock;
  }

  @Override
  public final boolean isRaw() {
    return guard.equals(Guard.RAW);
  }

  @Override
  public final S raw() {
    body.memory();
    return view(body, Guard.RAW);
  }

  @Override
  public final S locked() {
    body.memory();
    return view(body, Guard.OWN);
  }

  @Override
  public final S synchronizedWith(InterProcessLock lock) {
    body.memory();
    return view(body, Guard.with(Objects.requireNonNull(lock, "lock")));
  }

  @Override
  public final S copy() {
    InterProcessLock held = enter();
    try {
      return view(body.copy(), Guard.RAW);
    } finally {
      leave(held);
    }
  }

  @Override
  public final void close() {
    body.close();
  }

  @Override
  public final void unlink() {
    body.unlink();
  }

  @Serial
  final Object writeReplace() {
    return handle(guard);
  }

  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a shared object travels as its handle only: class=" + getClass().getName());
  }

  @Override
  public String toString() {
    return getClass().getSimpleName() + "[" + body + (isRaw() ? ", raw" : "") + "]";
  }
}
