package io.multiprocessing.sample.web;

import io.multiprocessing.pool.PoolSnapshot;
import io.multiprocessing.pool.WorkerSnapshot;
import io.multiprocessing.sample.failure.Failure;
import io.multiprocessing.sample.render.RenderedDocument;
import io.multiprocessing.sample.web.DocumentView.Recovery;
import java.util.Comparator;
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
  private final long restartsBefore;

  private State state = State.QUEUED;
  private @Nullable Long startedAt;
  private @Nullable Long finishedAt;
  private @Nullable RenderedDocument result;
  private @Nullable Failure failure;
  private @Nullable Recovery recovery;

  /** The board's version at the last change. */
  long changedIn;

  /**
   * @param restartsBefore how many workers the pool had replaced when this came
   */
  Entry(String id, long number, Submission submission, long now, long restartsBefore) {
    this.id = id;
    this.number = number;
    this.submission = submission;
    this.submittedAt = now;
    this.restartsBefore = restartsBefore;
  }

  boolean isPending() {
    return state == State.QUEUED || state == State.RUNNING;
  }

  boolean isQueued() {
    return state == State.QUEUED;
  }

  /** Whether this took a worker with it, and the pool has not been seen whole since. */
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
  }

  void fail(Failure reason, long now) {
    state = State.FAILED;
    failure = reason;
    finishedAt = now;
  }

  /** Notes that the pool has its size back, if it has. */
  boolean recover(PoolSnapshot pool, long now) {
    if (!awaitsRecovery() || pool.restarts() <= restartsBefore) {
      return false;
    }
    var ready = pool.workers().stream().filter(worker -> worker.state() != WorkerSnapshot.State.STARTING).toList();
    Long deadPid = failure == null ? null : failure.workerPid();
    if (ready.size() < pool.processes()
        || ready.stream().anyMatch(worker -> deadPid != null && worker.pid() == deadPid)) {
      return false;
    }
    ready.stream().min(Comparator.comparing(WorkerSnapshot::age)).ifPresent(youngest ->
        recovery = new Recovery(now - (finishedAt == null ? now : finishedAt), youngest.pid()));
    return true;
  }

  DocumentView view() {
    Long pid = result != null ? (Long) result.workerPid() : failure != null ? failure.workerPid() : null;
    return new DocumentView(
        id,
        number,
        submission.isPoison() ? "poison" : "document",
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
