package io.multiprocessing.internal.pool;

/** How many items of a map go to a worker at a time. */
final class ChunkSizes {

  /** How many chunks each worker gets, so that uneven items even out. */
  private static final int CHUNKS_PER_WORKER = 4;

  private ChunkSizes() {}

  /** The size that Python computes: a quarter of each worker's share, rounded up. */
  static int byDefault(int items, int workers) {
    int chunks = Math.multiplyExact(workers, CHUNKS_PER_WORKER);
    return Math.max(1, items / chunks + (items % chunks == 0 ? 0 : 1));
  }

  static int require(int chunkSize) {
    if (chunkSize < 1) {
      throw new IllegalArgumentException("chunkSize must be at least 1: chunkSize=" + chunkSize);
    }
    return chunkSize;
  }
}
