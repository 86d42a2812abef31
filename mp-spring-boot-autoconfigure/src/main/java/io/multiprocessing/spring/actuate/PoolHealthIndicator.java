package io.multiprocessing.spring.actuate;

import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolSnapshot;
import java.util.Locale;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * A pool is down if it has given up, or has no live worker although workers have been lost; while the first workers
 * start it is up, because its queue takes tasks. A full queue is no failure and shows in the details.
 */
final class PoolHealthIndicator implements HealthIndicator {

  private final Pool pool;

  PoolHealthIndicator(Pool pool) {
    this.pool = pool;
  }

  @Override
  public Health health() {
    PoolSnapshot snapshot = pool.snapshot();
    Health.Builder health = isUp(snapshot) ? Health.up() : Health.down();
    return health
        .withDetail("state", snapshot.state().name().toLowerCase(Locale.ROOT))
        .withDetail("workers", LiveWorkers.count(snapshot) + "/" + snapshot.processes())
        .withDetail("queued", snapshot.queued() + "/" + snapshot.queueCapacity())
        .withDetail("running", snapshot.running())
        .withDetail("restarts", snapshot.restarts())
        .build();
  }

  private static boolean isUp(PoolSnapshot snapshot) {
    if (snapshot.state() != PoolSnapshot.State.RUNNING) {
      return false;
    }
    return LiveWorkers.count(snapshot) > 0 || snapshot.restarts() == 0;
  }
}
