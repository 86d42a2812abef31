package io.multiprocessing.spring.offload;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.api.RemoteCallable;
import io.multiprocessing.spring.FakePools;
import io.multiprocessing.spring.PoolFactory;
import io.multiprocessing.spring.ProcessPoolsAutoConfiguration;
import io.multiprocessing.spring.worker.TestWorker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.framework.AbstractAdvisingBeanPostProcessor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.NameMatchMethodPointcut;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

/** The three act in the application, around the call to the worker, whichever of them is switched on first. */
class OffloadOrderTests {

  private static final AtomicInteger runs = new AtomicInteger();

  private final FakePools pools = new FakePools();
  private final ApplicationContextRunner base =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(ProcessPoolsAutoConfiguration.class, OffloadAutoConfiguration.class))
          .withBean(PoolFactory.class, () -> pools)
          .withPropertyValues("multiprocessing.pools.docs.processes=1");

  @AfterEach
  void clear() {
    TestWorker.clear();
    runs.set(0);
  }

  @ParameterizedTest
  @ValueSource(classes = {Everything.class, EverythingInAnotherOrder.class})
  void aCachedCallIsOffloadedOnce(Class<?> configuration) {
    run(configuration, context -> {
      Service service = context.getBean(Service.class);
      assertThat(service.cached(1)).isEqualTo(service.cached(1)).isEqualTo(2);
      assertThat(service.cached(2)).isEqualTo(3);
    });
    assertThat(pools.only().tasks).hasSize(2);
    assertThat(runs).hasValue(2);
  }

  @ParameterizedTest
  @ValueSource(classes = {Everything.class, EverythingInAnotherOrder.class})
  void aRetryOffloadsAgain(Class<?> configuration) {
    AtomicInteger attempts = new AtomicInteger();
    pools.around =
        task -> attempts.incrementAndGet() < 3 ? failing() : task;
    run(configuration, context -> assertThat(context.getBean(Service.class).retried()).isEqualTo("done"));
    assertThat(pools.only().tasks).hasSize(3);
    assertThat(runs).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(classes = {Everything.class, EverythingInAnotherOrder.class})
  void anAsyncCallWaitsForTheWorkerInAnotherThread(Class<?> configuration) {
    Thread[] submitter = new Thread[1];
    pools.around =
        task -> {
          submitter[0] = Thread.currentThread();
          return task;
        };
    run(configuration, context ->
        assertThat(context.getBean(Service.class).async().get(5, TimeUnit.SECONDS)).isEqualTo("async"));
    assertThat(pools.only().tasks).hasSize(1);
    assertThat(submitter[0]).isNotEqualTo(Thread.currentThread());
  }

  @ParameterizedTest
  @ValueSource(classes = {Everything.class, EverythingInAnotherOrder.class})
  void allThreeOnOneMethod(Class<?> configuration) {
    AtomicInteger attempts = new AtomicInteger();
    pools.around = task -> attempts.incrementAndGet() == 1 ? failing() : task;
    run(configuration, context -> {
      Service service = context.getBean(Service.class);
      assertThat(service.all(5).get(5, TimeUnit.SECONDS)).isEqualTo(6);
    });
    assertThat(pools.only().tasks).hasSize(2);
    assertThat(runs).hasValue(1);
  }

  @Test
  void adviceThatIsAppendedLastStillActsAroundIt() {
    run(base.withConfiguration(AutoConfigurations.of(Appending.class)), context ->
        assertThat(context.getBean(Service.class).retried()).isEqualTo("done, advised"));
    assertThat(pools.only().tasks).hasSize(1);
  }

  private static RemoteCallable<Object> failing() {
    return () -> {
      throw new IllegalStateException("the worker died");
    };
  }

  private void run(Class<?> configuration, ContextConsumer<AssertableApplicationContext> test) {
    run(base.withUserConfiguration(configuration), test);
  }

  private void run(ApplicationContextRunner runner, ContextConsumer<AssertableApplicationContext> test) {
    runner
        .withPropertyValues("multiprocessing.enabled=false")
        .run(
            worker -> {
              TestWorker.use(worker.getSourceApplicationContext(ConfigurableApplicationContext.class));
              runner.run(
                  context -> {
                    assertThat(context).hasNotFailed();
                    test.accept(context);
                  });
            });
  }

  static class Service {

    @Offload
    @Cacheable("results")
    public int cached(int number) {
      runs.incrementAndGet();
      return number + 1;
    }

    @Offload
    @Retryable(maxRetries = 3, delay = 1)
    public String retried() {
      runs.incrementAndGet();
      return "done";
    }

    @Offload
    @Async
    public CompletableFuture<String> async() {
      runs.incrementAndGet();
      return CompletableFuture.completedFuture("async");
    }

    @Offload
    @Async
    @Cacheable("futures")
    @Retryable(maxRetries = 3, delay = 1)
    public CompletableFuture<Integer> all(int number) {
      runs.incrementAndGet();
      return CompletableFuture.completedFuture(number + 1);
    }
  }

  /** Has a processor that is defined later than every other and appends its advice, as method validation does. */
  @AutoConfiguration(after = OffloadAutoConfiguration.class)
  static class Appending {

    @Bean
    Service service() {
      return new Service();
    }

    @Bean
    static AppendingProcessor appendingProcessor() {
      return new AppendingProcessor();
    }
  }

  static final class AppendingProcessor extends AbstractAdvisingBeanPostProcessor {

    private static final long serialVersionUID = 1L;

    AppendingProcessor() {
      MethodInterceptor interceptor = invocation -> invocation.proceed() + ", advised";
      NameMatchMethodPointcut pointcut = new NameMatchMethodPointcut();
      pointcut.setMappedName("retried");
      pointcut.setClassFilter(Service.class::isAssignableFrom);
      advisor = new DefaultPointcutAdvisor(pointcut, interceptor);
      setProxyTargetClass(true);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableCaching
  @EnableAsync
  @EnableResilientMethods
  static class Everything {

    @Bean
    Service service() {
      return new Service();
    }

    @Bean
    CacheManager cacheManager() {
      return new ConcurrentMapCacheManager();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableResilientMethods
  @EnableAsync
  @EnableCaching
  static class EverythingInAnotherOrder {

    @Bean
    CacheManager cacheManager() {
      return new ConcurrentMapCacheManager();
    }

    @Bean
    Service service() {
      return new Service();
    }
  }
}
