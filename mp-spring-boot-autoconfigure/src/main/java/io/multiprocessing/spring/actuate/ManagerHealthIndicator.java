package io.multiprocessing.spring.actuate;

import io.multiprocessing.manager.ManagerSnapshot;
import io.multiprocessing.spring.manager.ManagerView;
import io.multiprocessing.spring.manager.ManagerViews;
import java.util.Locale;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** A manager is down if its server doesn't answer: its process has died, for instance, and its objects are lost. */
final class ManagerHealthIndicator implements HealthIndicator {

  private final ManagerViews managers;
  private final String name;

  ManagerHealthIndicator(ManagerViews managers, String name) {
    this.managers = managers;
    this.name = name;
  }

  @Override
  public Health health() {
    ManagerView view = managers.view(name);
    Health.Builder health = view.isUp() ? Health.up() : Health.down();
    health.withDetail("role", view.role().name().toLowerCase(Locale.ROOT));
    if (view.address() != null) {
      health.withDetail("address", view.address());
    }
    if (view.problem() != null) {
      return health.withDetail("problem", view.problem()).build();
    }
    ManagerSnapshot snapshot = view.snapshot();
    return snapshot == null
        ? health.build()
        : health
            .withDetail("clients", snapshot.clients())
            .withDetail("objects", snapshot.objects().size())
            .withDetail("waiting", snapshot.waitingCalls())
            .build();
  }
}
