package io.multiprocessing.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.spring.FakePools;
import io.multiprocessing.spring.PoolFactory;
import io.multiprocessing.spring.ProcessPoolsAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class PoolHealthTests {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(ProcessPoolsAutoConfiguration.class, PoolHealthAutoConfiguration.class))
          .withBean(PoolFactory.class, FakePools::new)
          .withPropertyValues("multiprocessing.pools.docs.processes=2");

  @Test
  void aPoolThatLostItsWorkersIsDownAndSaysWhatItHas() {
    runner.run(
        context -> {
          CompositeHealthContributor pools =
              context.getBean("multiprocessingHealthContributor", CompositeHealthContributor.class);
          HealthIndicator docs = (HealthIndicator) pools.getContributor("docs");
          assertThat(docs).isNotNull();
          Health health = docs.health();
          assertThat(health.getStatus()).isEqualTo(Status.DOWN);
          assertThat(health.getDetails())
              .containsEntry("state", "running")
              .containsEntry("workers", "0/2")
              .containsEntry("queued", "3/10")
              .containsEntry("restarts", 6L);
        });
  }

  @Test
  void canBeSwitchedOff() {
    runner
        .withPropertyValues("management.health.multiprocessing.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean("multiprocessingHealthContributor"));
  }

  @Test
  void isNotThereWithoutPools() {
    new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(ProcessPoolsAutoConfiguration.class, PoolHealthAutoConfiguration.class))
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("multiprocessingHealthContributor"));
  }
}
