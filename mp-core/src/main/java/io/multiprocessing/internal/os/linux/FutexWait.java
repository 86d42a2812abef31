package io.multiprocessing.internal.os.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import io.multiprocessing.internal.os.Backoff;
import io.multiprocessing.internal.os.WordWait;
import java.nio.MappedByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sleeps in the kernel. The futex is not a private one, because its word lies in memory that several processes map.
 * Creating the first instance loads JNA, which takes 50 to 100 ms.
 *
 * <p>A virtual thread in the kernel keeps its carrier, and the thread that would wake it may need just that one. So
 * virtual threads look again and again instead, which lets their carriers go; they notice a change within a
 * millisecond.
 */
public final class FutexWait implements WordWait {

  private static final int FUTEX_WAIT = 0;
  private static final int FUTEX_WAKE = 1;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final long number;
  private final ThreadLocal<Memory> timespec = ThreadLocal.withInitial(() -> new Memory(2L * Long.BYTES));

  private FutexWait(long number) {
    this.number = number;
  }

  /**
   * Loads JNA and tries the system call.
   *
   * @throws UnsupportedOperationException if this is not a 64-bit Linux of a known processor, or the call is not
   *     allowed
   * @throws UnsatisfiedLinkError if JNA's library can't be loaded
   */
  public static FutexWait create() {
    if (!Platform.isLinux() || Native.POINTER_SIZE != Long.BYTES) {
      throw new UnsupportedOperationException("futexes are used on 64-bit Linux only: platform=" + Platform.RESOURCE_PREFIX);
    }
    FutexWait futex = new FutexWait(numberOf(Platform.ARCH));
    try (Memory word = new Memory(Integer.BYTES)) {
      word.setInt(0, 0);
      long woken = futex.call(Pointer.nativeValue(word), FUTEX_WAKE, 1, null);
      if (woken != 0) {
        throw new UnsupportedOperationException("the system call futex failed: errno=" + Native.getLastError());
      }
    }
    return futex;
  }

  private static long numberOf(String architecture) {
    switch (architecture) {
      case "x86-64":
        return 202;
      case "aarch64":
      case "riscv64":
      case "loongarch64":
        return 98;
      case "ppc64le":
        return 221;
      default:
        throw new UnsupportedOperationException("no futex number is known for this processor: architecture=" + architecture);
    }
  }

  @Override
  public void await(MappedByteBuffer memory, int offset, int expected, long nanos) {
    if (VirtualThreads.isCurrent()) {
      Backoff.await(memory, offset, expected, nanos);
      return;
    }
    if (Thread.currentThread().isInterrupted()) {
      return;
    }
    Memory time = timespec.get();
    time.setLong(0, nanos / NANOS_PER_SECOND);
    time.setLong(Long.BYTES, nanos % NANOS_PER_SECOND);
    call(address(memory, offset), FUTEX_WAIT, expected, time);
  }

  @Override
  public void wake(MappedByteBuffer memory, int offset, int count) {
    call(address(memory, offset), FUTEX_WAKE, count, null);
  }

  private static long address(MappedByteBuffer memory, int offset) {
    return Pointer.nativeValue(Native.getDirectBufferPointer(memory)) + offset;
  }

  private long call(long address, long operation, long value, @Nullable Memory time) {
    return LibC.syscall(number, address, operation, value, time == null ? 0 : Pointer.nativeValue(time), 0, 0);
  }

  @Override
  public String toString() {
    return "futex";
  }
}
