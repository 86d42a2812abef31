package io.multiprocessing.sample.web;

import io.multiprocessing.pool.Pool;
import io.multiprocessing.sample.statistics.Statistics;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Component;

/**
 * Looks at the pool and at what its workers have counted, and notes it on the board: often while there is something to
 * see, else once in a while. Where {@code multiprocessing.enabled} is false the pool has no workers, and the service
 * itself renders the documents.
 */
@Component
@ConditionalOnWebApplication
class PoolMonitor implements DisposableBean {

  private static final Logger log = LoggerFactory.getLogger(PoolMonitor.class);
  private static final int PERIOD_MILLIS = 100;
  private static final int QUIET_PERIODS = 10;

  private final Pool pool;
  private final Board board;
  private final Statistics statistics;
  private final boolean hasWorkers;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "pool-monitor");
        thread.setDaemon(true);
        return thread;
      });
  private int quietPeriods;
  private boolean countable = true;

  PoolMonitor(@Qualifier("documents") Pool pool, Board board, Statistics statistics) {
    this.pool = pool;
    this.board = board;
    this.statistics = statistics;
    this.hasWorkers = pool.snapshot().processes() > 0;
    if (hasWorkers) {
      board.observe(pool.snapshot());
    }
    clock.scheduleWithFixedDelay(this::tick, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Whether worker processes do the work, and not the service itself. */
  boolean hasWorkers() {
    return hasWorkers;
  }

  private void tick() {
    if (board.isQuiet() && ++quietPeriods < QUIET_PERIODS) {
      return;
    }
    quietPeriods = 0;
    try {
      if (hasWorkers) {
        board.observe(pool.snapshot());
      }
    } catch (RuntimeException e) {
      log.warn("The pool can't be looked at; trying again: pool={}", pool.name(), e);
    }
    count();
  }

  private void count() {
    try {
      board.observe(statistics.read());
      countable = true;
    } catch (RuntimeException e) {
      if (countable) { // once, and not ten times a second
        log.warn("What the workers have counted can't be read; the last numbers stay", e);
      }
      countable = false;
    }
  }

  @Override
  public void destroy() {
    clock.shutdownNow();
  }
}
