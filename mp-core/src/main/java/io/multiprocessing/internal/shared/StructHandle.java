package io.multiprocessing.internal.shared;

import com.sun.jna.Structure;
import io.multiprocessing.api.SharedObjectException;
import io.multiprocessing.internal.memory.SegmentHandle;
import java.io.Serial;
import java.io.Serializable;

/**
 * What travels of structures; becomes a view of them, with the same lock, in the process in which it is decoded.
 *
 * @param type the structure's class, which must have the same size there
 * @param array whether it is an array
 */
record StructHandle(SegmentHandle segment, Guard guard, Class<? extends Structure> type, boolean array)
    implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  @Serial
  private Object readResolve() {
    return view(StructType.of(type));
  }

  private <T extends Structure> Object view(StructType<T> known) {
    Body body = Body.attach(segment);
    if (body.elementLength() != known.length()) {
      throw new SharedObjectException(
          "a shared structure can't be attached: its class has another size here: class=" + type.getName()
              + ", expected=" + known.length() + ", found=" + body.elementLength() + "; run the same version of it in both processes");
    }
    return array ? new StructCells<>(body, guard, known) : new StructCell<>(body, guard, known);
  }
}
