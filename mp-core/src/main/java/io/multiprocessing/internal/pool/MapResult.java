package io.multiprocessing.internal.pool;

import io.multiprocessing.pool.TaskOutcome;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Collects the chunks of a map; completes when the last has ended, with all results or with the first failure. */
final class MapResult<R extends @Nullable Object> {

  private final PendingResult<List<R>> result;
  private final @Nullable Object[] values;
  private int chunksLeft; // guarded by this
  private @Nullable Throwable failure; // guarded by this

  MapResult(PendingResult<List<R>> result, int items, int chunks) {
    this.result = result;
    this.values = new @Nullable Object[items];
    this.chunksLeft = chunks;
    if (chunks == 0) {
      finish();
    }
  }

  /** The sink of the chunk whose first item has this index. */
  TaskSink chunk(int firstIndex) {
    return new TaskSink() {
      @Override
      public void succeeded(@Nullable Object chunk) {
        @Nullable Object[] part = (@Nullable Object[]) Objects.requireNonNull(chunk, "chunk");
        Throwable thrown = null;
        for (int i = 0; i < part.length; i++) {
          if (part[i] instanceof FailedItem item) {
            thrown = thrown == null ? item.failure() : thrown;
          } else {
            values[firstIndex + i] = part[i];
          }
        }
        chunkEnded(thrown);
      }

      @Override
      public void failed(Throwable thrown, TaskOutcome outcome) {
        chunkEnded(thrown);
      }
    };
  }

  private void chunkEnded(@Nullable Throwable thrown) {
    synchronized (this) {
      if (failure == null) {
        failure = thrown;
      }
      chunksLeft--;
      if (chunksLeft > 0) {
        return;
      }
    }
    finish();
  }

  @SuppressWarnings("unchecked") // the function's signature says that its results are Rs
  private void finish() {
    Throwable first;
    synchronized (this) {
      first = failure;
    }
    if (first != null) {
      result.completeExceptionally(first);
    } else {
      result.complete((List<R>) Collections.unmodifiableList(Arrays.asList(values)));
    }
  }
}
