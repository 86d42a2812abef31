package io.multiprocessing.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolClosedException;
import io.multiprocessing.spring.worker.WorkerPlanner;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class PoolLifecycleTests {

  private final FakePools pools = new FakePools();
  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(LifecycleAutoConfiguration.class, ProcessPoolsAutoConfiguration.class))
          .withBean(PoolFactory.class, () -> pools)
          .withPropertyValues("multiprocessing.pools.docs.processes=1", "multiprocessing.pools.docs.drain-timeout=7s");

  @Test
  void startsWithTheContextAndDrainsAtItsEnd() {
    runner.run(
        context -> {
          assertThat(pools.only().events).isEmpty();
          context.getSourceApplicationContext(ConfigurableApplicationContext.class).close();
          assertThat(pools.only().events).containsExactly("drain PT7S", "close");
        });
  }

  @Test
  void aContextThatFailsHalfWayHasStartedNothing() {
    runner
        .withUserConfiguration(FailsLate.class)
        .run(context -> assertThat(context).hasFailed());
    assertThat(pools.made).isEmpty();
  }

  @Test
  void aPoolThatABeanUsedBeforeTheFailureIsClosed() {
    runner
        .withUserConfiguration(UsesThePoolThenFails.class)
        .run(context -> assertThat(context).hasFailed());
    assertThat(pools.only().tasks).hasSize(1);
    assertThat(pools.only().events).containsExactly("close");
  }

  @Test
  void canBeStoppedAndStartedAgain() {
    runner.run(
        context -> {
          ConfigurableApplicationContext source =
              context.getSourceApplicationContext(ConfigurableApplicationContext.class);
          Pool pool = context.getBean(Pool.class);
          source.stop();
          assertThat(pools.made.get(0).events).containsExactly("drain PT7S");
          source.start();
          assertThat(pools.made).hasSize(2);
          assertThat(pool.apply(() -> 42)).isEqualTo(42);
          assertThat(pools.made.get(1).tasks).hasSize(1);
        });
  }

  @Test
  void startsWithTheContextAlsoIfBeansAreLazy() {
    runner
        .withInitializer(
            context -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
        .run(context -> assertThat(pools.names()).containsExactly("docs"));
  }

  @Test
  void pausingTheContextLeavesTheWorkersAlone() {
    runner.run(
        context -> {
          context.getSourceApplicationContext(ConfigurableApplicationContext.class).pause();
          assertThat(pools.only().events).isEmpty();
        });
  }

  @Test
  void takesTasksUntilWhatNeedsItHasStopped() {
    List<String> results = new ArrayList<>();
    runner
        .withBean(Neighbour.class, () -> new Neighbour(Integer.MAX_VALUE / 2, results, pools))
        .run(context -> {});
    assertThat(results).containsExactly("drained before: false");
  }

  @Test
  void afterTheContextsEndThePoolSaysSo() {
    Pool[] kept = new Pool[1];
    runner.run(context -> kept[0] = context.getBean(Pool.class));
    assertThatExceptionOfType(PoolClosedException.class)
        .isThrownBy(() -> kept[0].apply(() -> 1))
        .withMessageContaining("application context has ended")
        .withMessageContaining("pool=docs");
  }

  @Test
  void aDrainLongerThanTheShutdownPhaseIsNotCutShort() {
    runner
        .withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=1ms")
        .run(
            context -> {
              pools.drainsFor = 300;
              context.getSourceApplicationContext(ConfigurableApplicationContext.class).close();
              assertThat(pools.only().events).containsExactly("drain PT7S", "drained", "close");
            });
  }

  @Test
  void workersAreToldNothingOfAnApplicationThatNobodyStarted() {
    runner.run(
        context -> {
          assertThat(context.getBean(WorkerPlanner.class).knowsApplication()).isFalse();
          assertThat(pools.only().config.initializer()).isNull();
        });
  }

  /** Stops in the phase of Spring's executors. */
  private static final class Neighbour implements SmartLifecycle {

    private final int phase;
    private final List<String> results;
    private final FakePools pools;
    private boolean running;

    Neighbour(int phase, List<String> results, FakePools pools) {
      this.phase = phase;
      this.results = results;
      this.pools = pools;
    }

    @Override
    public void start() {
      running = true;
    }

    @Override
    public void stop() {
      running = false;
      results.add("drained before: " + !pools.only().events.isEmpty());
    }

    @Override
    public boolean isRunning() {
      return running;
    }

    @Override
    public int getPhase() {
      return phase;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class FailsLate {

    @Bean
    Supplier<String> lateFailure(Pool pool) {
      throw new IllegalStateException("half way: " + pool.name());
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class UsesThePoolThenFails {

    @Bean
    Supplier<String> lateFailure(Pool pool) throws InterruptedException {
      pool.applyAsync(() -> 1).get();
      throw new IllegalStateException("half way");
    }
  }
}
