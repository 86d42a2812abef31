package io.multiprocessing.internal.shared;

import io.multiprocessing.api.SharedObjectException;
import io.multiprocessing.internal.memory.NamedFile;
import java.io.Serial;
import java.io.Serializable;

/** What travels of a block of memory; attaches it in the process in which it is decoded. */
record MemoryHandle(String name, long size, String machine) implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  @Serial
  private Object readResolve() {
    return attach();
  }

  MemoryBlock attach() {
    if (!machine.equals(NamedFile.machine())) {
      throw new SharedObjectException(
          "shared memory can't be attached: it belongs to another machine, or to a former boot of this one; use a manager:"
              + " name=" + name);
    }
    return MemoryBlock.attach(name, size);
  }
}
