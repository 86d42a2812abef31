package io.multiprocessing.sample.web;

import io.multiprocessing.sample.failure.Failure;
import org.jspecify.annotations.Nullable;

/**
 * What the page shows of a document, or of a poison. Times are milliseconds since the epoch; what has not happened is null.
 *
 * @param id names it in addresses; never used twice, not even by the next start of the service
 * @param number its place in the order of arrival
 * @param poison which poison it is, or null for a document
 * @param name the file's name, as hostile as its sender likes: text, never markup
 * @param bytes the file's size
 * @param state {@code queued}, {@code running}, {@code done} or {@code failed}
 * @param workerPid the process that had it, once that is known
 * @param images how many page images there are
 * @param failure what went wrong
 * @param recovery how the pool got over the loss of a worker
 */
record DocumentView(
    String id,
    long number,
    @Nullable String poison,
    String name,
    long bytes,
    String state,
    long submittedAt,
    @Nullable Long startedAt,
    @Nullable Long finishedAt,
    @Nullable Long workerPid,
    @Nullable Integer pageCount,
    @Nullable Integer wordCount,
    int images,
    @Nullable Failure failure,
    @Nullable Recovery recovery) {

  /**
   * The pool had all its workers back.
   *
   * @param afterMillis how long after the failure
   * @param workerPid the fresh worker
   */
  record Recovery(long afterMillis, long workerPid) {}
}
