package io.multiprocessing.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolClosedException;
import io.multiprocessing.pool.PoolConfig;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class PoolBeansTests {

  private final FakePools pools = new FakePools();
  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(ProcessPoolsAutoConfiguration.class))
          .withBean(PoolFactory.class, () -> pools);

  private final ApplicationContextRunner two =
      runner.withPropertyValues(
          "multiprocessing.pools.docs.processes=1",
          "multiprocessing.pools.images.processes=2",
          "multiprocessing.default-pool=images");

  @Test
  void everyPoolIsABeanOfItsNameAndTheDefaultIsPrimary() {
    two.withUserConfiguration(Injected.class)
        .run(
            context -> {
              assertThat(context).getBean("docs", Pool.class).extracting(Pool::name).isEqualTo("docs");
              assertThat(context.getBean(Pool.class).name()).isEqualTo("images");
              assertThat(context.getBean(Holder.class).pool().name()).isEqualTo("docs");
              assertThat(context).doesNotHaveBean(Executor.class);
            });
  }

  @Test
  void theOnlyPoolIsTheDefault() {
    runner
        .withPropertyValues("multiprocessing.pools.docs.processes=1")
        .run(context -> assertThat(context.getBean(ProcessPools.class).defaultName()).isEqualTo("docs"));
  }

  @Test
  void theRegistryGivesPoolsByName() {
    two.run(
        context -> {
          ProcessPools registry = context.getBean(ProcessPools.class);
          assertThat(registry.names()).containsExactly("docs", "images");
          assertThat(registry.get("docs")).isSameAs(context.getBean("docs"));
          assertThat(registry.defaultPool().name()).isEqualTo("images");
          assertThat(registry).extracting(Pool::name).containsExactly("docs", "images");
          assertThatExceptionOfType(UnknownPoolException.class)
              .isThrownBy(() -> registry.get("videos"))
              .withMessageContaining("no pool named 'videos'")
              .withMessageContaining("docs, images")
              .withMessageContaining("multiprocessing.pools.videos");
        });
  }

  @Test
  void withoutADefaultTheRegistrySaysHowToNameOne() {
    runner
        .withPropertyValues("multiprocessing.pools.a.processes=1", "multiprocessing.pools.b.processes=1")
        .run(
            context ->
                assertThatExceptionOfType(UnknownPoolException.class)
                    .isThrownBy(() -> context.getBean(ProcessPools.class).defaultPool())
                    .withMessageContaining("a, b")
                    .withMessageContaining("multiprocessing.default-pool"));
  }

  @Test
  void aBeanOfTheApplicationWinsOverThePropertiesAndIsInTheRegistry() {
    two.withUserConfiguration(OwnPool.class)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context.getBean("docs", Pool.class).name()).isEqualTo("own");
              assertThat(context.getBean(ProcessPools.class).get("docs").name()).isEqualTo("own");
            });
  }

  @Test
  void refusesANameThatABeanOfAnotherTypeHas() {
    two.withBean("docs", String.class, () -> "not a pool")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .isInstanceOf(InvalidPropertyException.class)
                    .hasMessageContaining("there is a bean named 'docs' already, of java.lang.String")
                    .hasMessageContaining("multiprocessing.pools.docs"));
  }

  @Test
  void switchedOffPoolsCanBeInjectedAndRefuseTasks() {
    two.withPropertyValues("multiprocessing.enabled=false")
        .withUserConfiguration(Injected.class)
        .run(
            context -> {
              Pool pool = context.getBean(Holder.class).pool();
              assertThat(pool.name()).isEqualTo("docs");
              assertThat(pool.snapshot().workers()).isEmpty();
              assertThatExceptionOfType(PoolClosedException.class)
                  .isThrownBy(() -> pool.apply(() -> 1))
                  .withMessageContaining("pool docs takes no tasks here")
                  .withMessageContaining("multiprocessing.enabled=false");
              assertThat(pools.made).isEmpty();
            });
  }

  @Test
  void customizersHaveTheLastWord() {
    runner
        .withPropertyValues("multiprocessing.pools.docs.processes=1")
        .withBean(PoolConfigCustomizer.class, () -> (pool, config) -> config.processes(pool.length()))
        .run(context -> assertThat(pools.only().config.processes()).isEqualTo(4));
  }

  private record Holder(Pool pool) {}

  @Configuration(proxyBeanMethods = false)
  static class Injected {

    @Bean
    Holder holder(@Qualifier("docs") Pool pool) {
      return new Holder(pool);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnPool {

    @Bean
    Pool docs(PoolFactory factory) {
      return factory.create(PoolConfig.builder().name("own").build());
    }
  }
}
