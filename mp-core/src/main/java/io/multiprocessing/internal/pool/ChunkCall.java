package io.multiprocessing.internal.pool;

import io.multiprocessing.internal.protocol.Call;
import org.jspecify.annotations.Nullable;

/** Makes the call for a chunk of a map's items. */
interface ChunkCall {

  Call of(@Nullable Object[] items);
}
