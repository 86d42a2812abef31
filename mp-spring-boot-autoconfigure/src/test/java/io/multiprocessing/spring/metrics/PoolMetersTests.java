package io.multiprocessing.spring.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.multiprocessing.pool.PoolListener;
import io.multiprocessing.pool.TaskOutcome;
import io.multiprocessing.pool.WorkerEnd;
import io.multiprocessing.spring.FakePools;
import io.multiprocessing.spring.PoolFactory;
import io.multiprocessing.spring.PoolListenerProvider;
import io.multiprocessing.spring.ProcessPoolsAutoConfiguration;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class PoolMetersTests {

  private final FakePools pools = new FakePools();
  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  ProcessPoolsAutoConfiguration.class,
                  PoolMetersAutoConfiguration.class,
                  MetricsAutoConfiguration.class,
                  CompositeMeterRegistryAutoConfiguration.class))
          .withBean(PoolFactory.class, () -> pools)
          .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
          .withPropertyValues("multiprocessing.pools.docs.processes=2", "multiprocessing.pools.images.processes=2");

  @Test
  void readsThePoolsStateWhenAsked() {
    runner.run(
        context -> {
          MeterRegistry registry = context.getBean(MeterRegistry.class);
          assertThat(registry.get("multiprocessing.pool.size").tag("pool", "docs").gauge().value()).isEqualTo(2);
          assertThat(registry.get("multiprocessing.pool.queued").tag("pool", "images").gauge().value()).isEqualTo(3);
          assertThat(registry.get("multiprocessing.pool.running").tag("pool", "docs").gauge().value()).isEqualTo(1);
          assertThat(registry.get("multiprocessing.pool.done").tag("pool", "docs").functionCounter().count())
              .isEqualTo(5);
          assertThat(registry.get("multiprocessing.pool.failed").tag("pool", "docs").functionCounter().count())
              .isEqualTo(4);
          assertThat(registry.get("multiprocessing.pool.restarts").tag("pool", "docs").functionCounter().count())
              .isEqualTo(6);
          assertThat(
                  registry.get("multiprocessing.pool.workers").tags("pool", "docs", "state", "busy").gauge().value())
              .isZero();
        });
  }

  @Test
  void recordsWhatHappens() {
    runner.run(
        context -> {
          MeterRegistry registry = context.getBean(MeterRegistry.class);
          PoolListener listener = pools.made.get(0).config.listener();
          listener.taskEnded("any", TaskOutcome.SUCCESS, Duration.ofMillis(5), Duration.ofMillis(20), null);
          listener.taskEnded("any", TaskOutcome.WORKER_DIED, Duration.ZERO, Duration.ofMillis(1), null);
          listener.workerStarted("w-1", 4711, Duration.ofSeconds(2));
          listener.workerEnded("w-1", 4711, WorkerEnd.DIED);
          assertThat(
                  registry.get("multiprocessing.task").tags("pool", "docs", "outcome", "success").timer()
                      .totalTime(TimeUnit.MILLISECONDS))
              .isEqualTo(20);
          assertThat(registry.get("multiprocessing.task").tag("outcome", "worker_died").timer().count()).isEqualTo(1);
          assertThat(registry.get("multiprocessing.task.wait").tag("pool", "docs").timer().count()).isEqualTo(2);
          assertThat(
                  registry.get("multiprocessing.worker.startup").timer().totalTime(TimeUnit.SECONDS))
              .isEqualTo(2);
          assertThat(registry.get("multiprocessing.worker.ended").tags("reason", "died").counter().count())
              .isEqualTo(1);
          assertThat(registry.getMeters())
              .allSatisfy(meter -> assertThat(meter.getId().getTags().toString()).doesNotContain("4711"));
        });
  }

  @Test
  void allListenersAreTold() {
    int[] told = new int[1];
    runner
        .withBean(
            "failing",
            PoolListenerProvider.class,
            () ->
                pool ->
                    new PoolListener() {
                      @Override
                      public void workerEnded(String worker, long pid, WorkerEnd reason) {
                        told[0]++;
                        throw new IllegalStateException("a listener that fails");
                      }
                    })
        .run(
            context -> {
              pools.made.get(0).config.listener().workerEnded("w-1", 1, WorkerEnd.STOPPED);
              assertThat(told[0]).isEqualTo(1);
              assertThat(
                      context.getBean(MeterRegistry.class).get("multiprocessing.worker.ended").counter().count())
                  .isEqualTo(1);
            });
  }

  @Test
  void isNotThereWithoutMicrometer() {
    runner
        .withClassLoader(new FilteredClassLoader("io.micrometer"))
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(PoolMeters.class));
  }
}
