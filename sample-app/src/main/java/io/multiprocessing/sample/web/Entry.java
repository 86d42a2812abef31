package io.multiprocessing.sample.web;

import io.multiprocessing.sample.failure.Failure;
import io.multiprocessing.sample.render.RenderedDocument;
import io.multiprocessing.sample.web.DocumentView.Recovery;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A document or a poison on the board. Guarded by the board's lock. */
final class Entry {

  /** Where an entry stands; it only ever moves on. */
  enum State {
    QUEUED,
    RUNNING,
    DONE,
    FAILED
  }

  final String id;
  final long number;
  final Submission submission;
  private final long submittedAt;

  private State state = State.QUEUED;
  private @Nullable Long startedAt;
  private @Nullable Long finishedAt;
  private @Nullable RenderedDocument result;
  private @Nullable Failure failure;
  private @Nullable Recovery recovery;

  /** The board's version at the last change. */
  long changedIn;

  Entry(String id, long number, Submission submission, long now) {
    this.id = id;
    this.number = number;
    this.submission = submission;
    this.submittedAt = now;
  }

  boolean isPending() {
    return state == State.QUEUED || state == State.RUNNING;
  }

  boolean isQueued() {
    return state == State.QUEUED;
  }

  /** Whether this took a worker with it, and no other has been seen in its place yet. */
  boolean awaitsRecovery() {
    return failure != null && failure.lostWorker() && recovery == null;
  }

  @Nullable RenderedDocument result() {
    return result;
  }

  void start(long now) {
    state = State.RUNNING;
    startedAt = now;
  }

  /** Ends this; a poison has no result. */
  void finish(@Nullable RenderedDocument rendered, long now) {
    state = State.DONE;
    result = rendered;
    finishedAt = now;
    if (startedAt == null && rendered != null) {
      // It ran and ended before anybody looked.
      startedAt = Math.max(submittedAt, now - rendered.millis());
    }
  }

  void fail(Failure reason, long now) {
    state = State.FAILED;
    failure = reason;
    finishedAt = now;
  }

  /** When this ended, in milliseconds since the epoch; 0 if it has not. */
  long endedAt() {
    return finishedAt == null ? 0 : finishedAt;
  }

  /** Notes that the worker {@code pid} took the place of the lost one. */
  void recover(long pid, long now) {
    recovery = new Recovery(Math.max(0, now - endedAt()), pid);
  }

  DocumentView view() {
    Long pid = result != null ? (Long) result.workerPid() : failure != null ? failure.workerPid() : null;
    return new DocumentView(
        id,
        number,
        submission.poison() == null ? null : submission.poison().slug(),
        submission.name(),
        submission.bytes(),
        state.name().toLowerCase(Locale.ROOT),
        submittedAt,
        startedAt,
        finishedAt,
        pid,
        result == null ? null : result.pageCount(),
        result == null ? null : result.wordCount(),
        result == null ? 0 : result.images().size(),
        failure,
        recovery);
  }
}
