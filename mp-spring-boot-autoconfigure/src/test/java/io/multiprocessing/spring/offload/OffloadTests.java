package io.multiprocessing.spring.offload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.multiprocessing.api.MultiprocessingException;
import io.multiprocessing.pool.RemoteTaskException;
import io.multiprocessing.pool.TaskOptions;
import io.multiprocessing.spring.FakePools;
import io.multiprocessing.spring.PoolFactory;
import io.multiprocessing.spring.ProcessPoolsAutoConfiguration;
import io.multiprocessing.spring.worker.TestWorker;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.AliasFor;

class OffloadTests {

  private final FakePools pools = new FakePools();
  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(ProcessPoolsAutoConfiguration.class, OffloadAutoConfiguration.class))
          .withBean(PoolFactory.class, () -> pools)
          .withPropertyValues(
              "multiprocessing.pools.docs.processes=1",
              "multiprocessing.pools.images.processes=1",
              "multiprocessing.default-pool=docs",
              "app.pool=images",
              "app.limit=7s")
          .withUserConfiguration(Beans.class);

  @AfterEach
  void clearWorker() {
    TestWorker.clear();
  }

  @Test
  void runsTheMethodOfTheWorkersBean() {
    run(
        worker -> assertThat(worker.getBean(Service.class).join("a", 1, List.of("x"))).isEqualTo("worker:a1[x]"),
        service -> assertThat(service.join("a", 1, List.of("x"))).isEqualTo("worker:a1[x]"));
    assertThat(pools.made.get(0).tasks).hasSize(1);
  }

  @Test
  void usesTheDefaultPoolUnlessOneIsNamed() {
    run(service -> {
      service.join("a", 1, List.of());
      service.elsewhere();
    });
    assertThat(pools.made.get(0).tasks).hasSize(1);
    assertThat(pools.made.get(1).tasks)
        .containsExactly(new TaskOptions("Service.elsewhere", Duration.ofSeconds(7), null, 2));
  }

  @Test
  void passesNullsPrimitivesAndOverloads() {
    run(service -> {
      assertThat(service.nothing(null)).isNull();
      assertThat(service.twice(21)).isEqualTo(42);
      assertThat(service.twice("ab")).isEqualTo("abab");
      service.touch();
    });
    assertThat(pools.made.get(0).tasks).hasSize(4);
  }

  @Test
  void aMethodThatReturnsAFutureDoesNotWait() {
    pools.stuck = true;
    run(service -> {
      CompletableFuture<String> future = service.later("a");
      assertThat(future).isNotDone();
      assertThat(future.cancel(true)).isTrue();
      assertThat(pools.made.get(0).results.get(0)).isCompletedExceptionally();
    });
  }

  @Test
  void theWorkersFutureIsWaitedForThere() {
    run(service -> {
      assertThat(service.later("a").join()).isEqualTo("worker:a");
      assertThat(service.stage().toCompletableFuture().join()).isEqualTo("stage");
      assertThat(service.future().get(1, TimeUnit.SECONDS)).isEqualTo("future");
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> service.failedLater().get(1, TimeUnit.SECONDS))
          .withCause(new IOException("later"));
      Throwable[] seen = new Throwable[1];
      service.failedLater().whenComplete((value, failure) -> seen[0] = failure);
      assertThat(seen[0]).isInstanceOf(IOException.class);
    });
  }

  @Test
  void exceptionsKeepTheirType() {
    run(service -> {
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> service.fail(new IllegalArgumentException("unchecked")));
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> service.fail(new IOException("declared")));
      assertThatExceptionOfType(RemoteTaskException.class)
          .isThrownBy(service::failSneakily)
          .withCauseInstanceOf(InterruptedException.class);
      assertThatExceptionOfType(StackOverflowError.class).isThrownBy(service::overflow);
    });
  }

  @Test
  void anInterruptedCallerGivesTheTaskUp() {
    pools.stuck = true;
    run(service -> {
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(MultiprocessingException.class)
          .isThrownBy(() -> service.twice(1))
          .withMessageContaining("interrupted while waiting for a worker");
      assertThat(Thread.interrupted()).isTrue();
      assertThat(pools.made.get(0).results.get(0)).isCompletedExceptionally();
    });
  }

  @Test
  void onAClassItMeansEveryPublicMethod() {
    run(
        worker -> {},
        context -> {
          Whole whole = context.getBean(Whole.class);
          assertThat(whole.one()).isEqualTo(1);
          assertThat(whole.two()).isEqualTo(2);
          assertThat(whole.packagePrivate()).isEqualTo(3);
        },
        true);
    assertThat(pools.made.get(0).tasks).extracting(TaskOptions::label).containsExactly("Whole.one");
    assertThat(pools.made.get(1).tasks).extracting(TaskOptions::label).containsExactly("Whole.two");
  }

  @Test
  void aMetaAnnotationSetsAttributesThroughAliases() {
    run(
        worker -> {},
        context -> assertThat(context.getBean(Aliased.class).work()).isEqualTo("aliased"),
        true);
    assertThat(pools.made.get(1).tasks)
        .containsExactly(new TaskOptions("Aliased.work", Duration.ofSeconds(3), null, 0));
  }

  @Test
  void offloadsThroughAnInterface() {
    run(
        worker -> {},
        context -> assertThat(context.getBean(Api.class).ask(1)).isEqualTo(2),
        true);
    assertThat(pools.made.get(0).tasks).extracting(TaskOptions::label).containsExactly("ApiBean.ask");
  }

  @Test
  void beansWithoutItAreLeftAlone() {
    runner.run(context -> assertThat(AopUtils.isAopProxy(context.getBean(Plain.class))).isFalse());
  }

  @Test
  void switchedOffItRunsWhereItIsCalled() {
    runner
        .withPropertyValues("multiprocessing.enabled=false")
        .run(
            context -> {
              assertThat(AopUtils.isAopProxy(context.getBean(Service.class))).isFalse();
              assertThat(context.getBean(Service.class).twice(4)).isEqualTo(8);
              assertThat(pools.made).isEmpty();
            });
  }

  @Test
  void theOffloaderRunsCodeWithTheWorkersBean() {
    run(
        worker -> {},
        context -> {
          Offloader offloader = context.getBean(Offloader.class);
          int base = 20;
          assertThat(offloader.<Service, Integer>call(Service.class, bean -> bean.twice(base) + bean.twice(1)))
              .isEqualTo(42);
          assertThat(
                  offloader
                      .with(TaskOptions.idempotent(1))
                      .<Service, String>submit("images", Service.class, bean -> bean.twice("x"))
                      .get())
              .isEqualTo("xx");
        },
        true);
    assertThat(pools.made.get(0).tasks).hasSize(1);
    assertThat(pools.made.get(1).tasks).containsExactly(TaskOptions.idempotent(1));
  }

  @Test
  void workersAreToldWhichBeansToMakeAtOnce() {
    runner.run(
        context -> {
          OffloadOperations operations = context.getBean(OffloadOperations.class);
          assertThat(operations.namesIn("docs")).containsExactly("api", "service", "whole");
          assertThat(operations.namesIn("images")).containsExactly("aliased", "service", "whole");
        });
  }

  private void run(ThrowingConsumer<Service> test) {
    run(worker -> {}, context -> test.accept(context.getBean(Service.class)), true);
  }

  private void run(Consumer<AssertableApplicationContext> worker, ThrowingConsumer<Service> test) {
    run(worker, context -> test.accept(context.getBean(Service.class)), true);
  }

  /** Runs the application's context with a second one beside it for the worker. */
  private void run(
      Consumer<AssertableApplicationContext> worker,
      ThrowingConsumer<AssertableApplicationContext> test,
      boolean nothing) {
    runner
        .withPropertyValues("multiprocessing.enabled=false", "app.where=worker")
        .run(
            workerContext -> {
              worker.accept(workerContext);
              TestWorker.use(workerContext.getSourceApplicationContext(
                  org.springframework.context.ConfigurableApplicationContext.class));
              runner.run(
                  context -> {
                    assertThat(context).hasNotFailed();
                    test.accept(context);
                  });
            });
  }

  private interface ThrowingConsumer<T> {
    void accept(T value) throws Exception;
  }

  @Configuration(proxyBeanMethods = false)
  static class Beans {

    @Bean
    Service service(org.springframework.core.env.Environment environment) {
      return new Service(environment.getProperty("app.where", "application"));
    }

    @Bean
    Whole whole() {
      return new Whole();
    }

    @Bean
    Aliased aliased() {
      return new Aliased();
    }

    @Bean
    ApiBean api() {
      return new ApiBean();
    }

    @Bean
    Plain plain() {
      return new Plain();
    }
  }

  static class Service {

    private final String where;

    Service(String where) {
      this.where = where;
    }

    @Offload
    public String join(String text, int number, List<String> list) {
      return where + ":" + text + number + list;
    }

    @Offload(pool = "${app.pool}", timeout = "${app.limit}", retries = 2)
    public void elsewhere() {}

    @Offload
    public @Nullable Object nothing(@Nullable Object value) {
      return value;
    }

    @Offload
    public int twice(int number) {
      return 2 * number;
    }

    @Offload
    public String twice(String text) {
      return text + text;
    }

    @Offload
    void touch() {}

    @Offload
    public CompletableFuture<String> later(String text) {
      return CompletableFuture.completedFuture(where + ":" + text);
    }

    @Offload
    public CompletionStage<String> stage() {
      return CompletableFuture.completedStage("stage");
    }

    @Offload
    public Future<String> future() {
      return CompletableFuture.completedFuture("future");
    }

    @Offload
    public CompletableFuture<String> failedLater() {
      return CompletableFuture.failedFuture(new IOException("later"));
    }

    @Offload
    public void fail(Exception failure) throws IOException {
      if (failure instanceof IOException) {
        throw (IOException) failure;
      }
      throw (RuntimeException) failure;
    }

    @Offload
    public void failSneakily() {
      Service.<RuntimeException>sneak(new InterruptedException("undeclared"));
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> void sneak(Exception failure) throws E {
      throw (E) failure;
    }

    @Offload
    public int overflow() {
      return 1 + overflow();
    }
  }

  @Offload
  static class Whole implements AutoCloseable {

    public int one() {
      return 1;
    }

    @Offload(pool = "images")
    public int two() {
      return 2;
    }

    int packagePrivate() {
      return 3;
    }

    @Override
    public void close() {}
  }

  @Offload
  @Retention(RetentionPolicy.RUNTIME)
  @interface Imaging {

    @AliasFor(annotation = Offload.class, attribute = "pool")
    String in() default "images";

    @AliasFor(annotation = Offload.class, attribute = "timeout")
    String limit() default "";
  }

  static class Aliased {

    @Imaging(limit = "3s")
    public String work() {
      return "aliased";
    }
  }

  interface Api {
    @Offload
    int ask(int number);
  }

  static class ApiBean implements Api {

    @Override
    public int ask(int number) {
      return number + 1;
    }
  }

  static class Plain {

    public int work() {
      return 1;
    }
  }
}
