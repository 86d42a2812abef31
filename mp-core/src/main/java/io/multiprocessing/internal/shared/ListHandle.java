package io.multiprocessing.internal.shared;

import java.io.Serial;
import java.io.Serializable;

/**
 * What travels of a list: what would of its block, spelt out, because a handle inside a handle is resolved too soon.
 */
record ListHandle(String name, long size, String machine) implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  @Serial
  private Object readResolve() {
    return PackedList.of(new MemoryHandle(name, size, machine).attach());
  }
}
