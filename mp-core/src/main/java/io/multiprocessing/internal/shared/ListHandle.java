package io.multiprocessing.internal.shared;

import java.io.Serial;
import java.io.Serializable;

/** What travels of a list; attaches it in the process in which it is decoded. */
record ListHandle(MemoryHandle memory) implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  @Serial
  private Object readResolve() {
    return PackedList.of(memory.attach());
  }
}
