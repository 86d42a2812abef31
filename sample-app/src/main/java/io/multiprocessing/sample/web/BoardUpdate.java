package io.multiprocessing.sample.web;

import io.multiprocessing.sample.statistics.Work;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What changed on the board since a version, or all of it.
 *
 * @param version the version that a page has once it has applied this
 * @param full whether this is the whole board: what is not in it is gone
 * @param now the service's clock, in milliseconds since the epoch
 * @param documents the documents that changed, in the order of arrival
 * @param removed the ids of documents that are gone
 * @param batch the documents that came since the service last had nothing to do for a while
 * @param pool the pool and its workers, or null while nobody has looked yet
 * @param work what the workers have counted
 */
record BoardUpdate(
    long version,
    boolean full,
    long now,
    List<DocumentView> documents,
    List<String> removed,
    Batch batch,
    @Nullable PoolView pool,
    Work work) {

  /**
   * @param total how many documents came
   * @param done how many of them are rendered
   * @param failed how many of them are not, and won't be
   * @param startedAt when the first came, in milliseconds since the epoch; 0 if none has
   * @param finishedAt when the last was done or failed, or null while something is left to do
   */
  record Batch(int total, int done, int failed, long startedAt, @Nullable Long finishedAt) {

    static final Batch NONE = new Batch(0, 0, 0, 0, null);

    /** Whether nothing is left to do, and was not at {@code then} either. */
    boolean isOverSince(long then) {
      return isOver() && (finishedAt == null || finishedAt <= then);
    }

    private boolean isOver() {
      return done + failed == total;
    }

    static Batch startedAt(long now) {
      return new Batch(0, 0, 0, now, null);
    }

    Batch withOneMore() {
      return new Batch(total + 1, done, failed, startedAt, null);
    }

    Batch withOneLess(long now) {
      return new Batch(total - 1, done, failed, startedAt, done + failed == total - 1 ? now : null);
    }

    Batch withOneEnded(boolean well, long now) {
      Batch next = new Batch(total, done + (well ? 1 : 0), failed + (well ? 0 : 1), startedAt, null);
      return next.isOver() ? new Batch(total, next.done, next.failed, startedAt, now) : next;
    }
  }
}
