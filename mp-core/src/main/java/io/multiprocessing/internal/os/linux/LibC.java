package io.multiprocessing.internal.os.linux;

import com.sun.jna.Native;

/** The C library's functions that this library calls, bound directly: no arguments are boxed. */
final class LibC {

  static {
    Native.register(LibC.class, "c");
  }

  private LibC() {}

  static native long syscall(long number, long a, long b, long c, long d, long e, long f);
}
