package io.multiprocessing.internal.connection;

import io.multiprocessing.connection.Pipe;
import io.multiprocessing.internal.memory.Leftovers;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.KryoCodec;

/** Makes pipes. */
public final class Pipes {

  private Pipes() {}

  /** Made when a pipe is first used; a connection that arrives in a process knows of no other place to get one. */
  static final class Objects {
    static final Codec CODEC = new KryoCodec();

    private Objects() {}
  }

  /**
   * Makes a pipe.
   *
   * @param duplex whether both ends send and receive; else the first receives and the second sends
   * @throws io.multiprocessing.api.SharedObjectException if there is not enough shared memory
   */
  public static Pipe create(boolean duplex) {
    Leftovers.sweep();
    PipeMemory memory = PipeMemory.create(duplex);
    return new Pipe(new PipeConnection(memory, 0), new PipeConnection(memory, 1));
  }
}
