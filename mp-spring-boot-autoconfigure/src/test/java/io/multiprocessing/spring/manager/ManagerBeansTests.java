package io.multiprocessing.spring.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.multiprocessing.api.AuthenticationException;
import io.multiprocessing.manager.ManagedJoinableQueue;
import io.multiprocessing.manager.ManagedList;
import io.multiprocessing.manager.ManagedMap;
import io.multiprocessing.manager.ManagedQueue;
import io.multiprocessing.manager.ManagedSet;
import io.multiprocessing.manager.ManagedType;
import io.multiprocessing.manager.ManagedValue;
import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.manager.ManagerUnreachableException;
import io.multiprocessing.manager.Namespace;
import io.multiprocessing.manager.SyncManager;
import io.multiprocessing.serialization.KryoCodec;
import io.multiprocessing.spring.FakePools;
import io.multiprocessing.spring.PoolFactory;
import io.multiprocessing.spring.ProcessPoolsAutoConfiguration;
import io.multiprocessing.spring.actuate.PoolHealthAutoConfiguration;
import io.multiprocessing.spring.actuate.PoolsEndpoint;
import io.multiprocessing.spring.actuate.PoolsEndpointAutoConfiguration;
import io.multiprocessing.spring.metrics.PoolMetersAutoConfiguration;
import io.multiprocessing.sync.InterProcessBarrier;
import io.multiprocessing.sync.InterProcessBoundedSemaphore;
import io.multiprocessing.sync.InterProcessEvent;
import io.multiprocessing.sync.InterProcessLock;
import io.multiprocessing.sync.InterProcessReentrantLock;
import io.multiprocessing.sync.InterProcessSemaphore;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Managers that this process serves and connects to, so that no other process has to start. */
class ManagerBeansTests {

  private static final String KEY = "open sesame";
  private static final String[] ONE_OF_EACH = {
    "multiprocessing.managers.stats.objects.a-map.type=map",
    "multiprocessing.managers.stats.objects.a-list.type=list",
    "multiprocessing.managers.stats.objects.a-set.type=set",
    "multiprocessing.managers.stats.objects.a-namespace.type=namespace",
    "multiprocessing.managers.stats.objects.a-value.type=value",
    "multiprocessing.managers.stats.objects.a-value.initial=7",
    "multiprocessing.managers.stats.objects.a-queue.type=queue",
    "multiprocessing.managers.stats.objects.a-queue.capacity=1",
    "multiprocessing.managers.stats.objects.a-joinable-queue.type=joinable-queue",
    "multiprocessing.managers.stats.objects.a-lock.type=lock",
    "multiprocessing.managers.stats.objects.a-reentrant-lock.type=reentrant-lock",
    "multiprocessing.managers.stats.objects.a-semaphore.type=semaphore",
    "multiprocessing.managers.stats.objects.a-semaphore.permits=2",
    "multiprocessing.managers.stats.objects.a-bounded-semaphore.type=bounded-semaphore",
    "multiprocessing.managers.stats.objects.an-event.type=event",
    "multiprocessing.managers.stats.objects.a-barrier.type=barrier",
    "multiprocessing.managers.stats.objects.a-barrier.parties=1",
  };

  @TempDir static Path folder;

  private final FakePools pools = new FakePools();
  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  ProcessPoolsAutoConfiguration.class,
                  SslAutoConfiguration.class,
                  PoolHealthAutoConfiguration.class,
                  PoolsEndpointAutoConfiguration.class,
                  PoolMetersAutoConfiguration.class,
                  MetricsAutoConfiguration.class,
                  CompositeMeterRegistryAutoConfiguration.class))
          .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
          .withPropertyValues("management.endpoints.web.exposure.include=multiprocessing",
              "management.endpoints.jmx.exposure.include=multiprocessing")
          .withBean(PoolFactory.class, () -> pools);
  private final ApplicationContextRunner server =
      runner.withPropertyValues(
          "multiprocessing.managers.stats.address=127.0.0.1:0", "multiprocessing.managers.stats.authkey=" + KEY);

  @Test
  void everyObjectIsABeanOfItsNameAndInterface() {
    server
        .withPropertyValues(ONE_OF_EACH)
        .withUserConfiguration(Injected.class)
        .run(
            context -> {
              Holder holder = context.getBean(Holder.class);
              holder.map.merge("pages", 2L, Long::sum);
              assertThat(holder.map).hasToString("{pages=2}").isEqualTo(context.getBean(SyncManager.class).sharedMap("a-map"));
              holder.list.add("x");
              holder.set.add("y");
              assertThat(holder.list).containsExactly("x");
              assertThat(holder.set).containsExactly("y");
              assertThat(holder.queue.offer("one")).isTrue();
              assertThat(holder.queue.offer("two")).as("capacity=1").isFalse();
              assertThat(holder.joinableQueue.offer("job")).isTrue();
              assertThat(holder.value.get()).isEqualTo(7L);
              holder.lock.lock();
              assertThat(context.getBean("a-lock", InterProcessLock.class).tryLock()).isFalse();
              holder.lock.unlock();
              Namespace namespace = context.getBean(Namespace.class);
              namespace.set("x", 1);
              assertThat(namespace.<Integer>get("x")).isEqualTo(1);
              assertThat(context.getBean("a-reentrant-lock", InterProcessReentrantLock.class).tryLock()).isTrue();
              InterProcessSemaphore semaphore = context.getBean("a-semaphore", InterProcessSemaphore.class);
              assertThat(semaphore.tryAcquire() && semaphore.tryAcquire() && !semaphore.tryAcquire()).isTrue();
              assertThat(context.getBean("a-bounded-semaphore", InterProcessBoundedSemaphore.class).tryAcquire()).isTrue();
              assertThat(context.getBean(InterProcessEvent.class).isSet()).isFalse();
              assertThat(context.getBean(InterProcessBarrier.class).getParties()).isEqualTo(1);
            });
  }

  @Test
  void aBeanTravelsAsTheObjectsOwnProxy() {
    server
        .withPropertyValues(ONE_OF_EACH)
        .run(
            context -> {
              ManagedMap<String, Integer> map = map(context);
              map.put("a", 1);
              KryoCodec codec = new KryoCodec();
              Object arrived = codec.decode(codec.encode(map));
              assertThat(arrived).isInstanceOf(ManagedMap.class).isNotInstanceOf(SharedObjectBean.Travels.class);
              assertThat(map.equals(map)).isTrue();
              assertThat(map).isEqualTo(arrived).hasSameHashCodeAs(arrived);
              assertThat(arrived).as("both ways").isEqualTo(map);
              assertThat(map.equals(context.getBean("a-list"))).isFalse();
              map.close();
              assertThat(map).as("found again").containsEntry("a", 1);
              assertThatExceptionOfType(ClassCastException.class)
                  .isThrownBy(() -> map.computeIfAbsent("b", key -> (Integer) (Object) "text"));
            });
  }

  @Test
  void toPrintABeanBeginsNothing() {
    server
        .withPropertyValues(ONE_OF_EACH)
        .withUserConfiguration(Printed.class)
        .run(context -> assertThat(context.getBean("text")).isEqualTo("MAP[name=a-map, manager=not begun]"));
  }

  @Test
  void twoApplicationsShareObjectsByName() {
    server
        .withPropertyValues(ONE_OF_EACH)
        .withBean("sum", ManagedType.class, () -> ManagedType.of("Sum", Sum.class, SumObject::new))
        .run(
            serving -> client(serving).run(
                context -> {
                  assertThat(context).hasNotFailed();
                  ManagedMap<String, Long> here = map(context);
                  here.merge("pages", 5L, Long::sum);
                  assertThat(ManagerBeansTests.<Long>map(serving)).hasToString("{pages=5}");
                  SyncManager manager = context.getBean("stats", SyncManager.class);
                  Sum sum = manager.create(ManagedType.<Sum>named("Sum", Sum.class));
                  assertThat(sum.add(3)).isEqualTo(3);
                  PoolsEndpoint.ManagerSummary seen = context.getBean(PoolsEndpoint.class).pools().managers().get(0);
                  assertThat(seen.role()).isEqualTo(ManagerRole.CLIENT);
                  assertThat(seen.clients()).isEqualTo(1);
                }));
  }

  @Test
  void aWrongKeyFailsTheStartAndIsNotShown() {
    server.run(
        serving ->
            client(serving)
                .withPropertyValues("multiprocessing.managers.stats.authkey=wrong guess")
                .run(
                    context -> assertThat(context).getFailure()
                        .hasRootCauseInstanceOf(AuthenticationException.class)
                        .satisfies(failure -> {
                          assertThat(analyzed(failure)).startsWith("Manager 'stats' can't connect:").contains("authkey");
                          assertThat(stackTrace(failure)).doesNotContain("wrong guess", KEY);
                        })));
  }

  @Test
  void aServerThatIsNotThereFailsTheStart() {
    runner
        .withPropertyValues("multiprocessing.managers.stats.connect=unix:" + folder.resolve("nobody"))
        .run(
            context -> assertThat(context).getFailure()
                .hasStackTraceContaining(ManagerUnreachableException.class.getName())
                .satisfies(failure -> assertThat(analyzed(failure))
                    .startsWith("Manager 'stats' can't connect:")
                    .contains("nobody", "multiprocessing.managers.stats.connect")));
  }

  @Test
  void anAddressInUseFailsTheStart() {
    server.run(
        serving ->
            server
                .withPropertyValues("multiprocessing.managers.stats.address=" + address(serving))
                .run(
                    context -> assertThat(context).getFailure()
                        .satisfies(failure -> assertThat(analyzed(failure))
                            .startsWith("Manager 'stats' can't serve:")
                            .contains(address(serving), "multiprocessing.managers.stats.address"))));
  }

  @Test
  void anUnknownBundleFailsTheStart() {
    server
        .withPropertyValues("multiprocessing.managers.stats.ssl.bundle=none")
        .run(
            context -> assertThat(context).getFailure()
                .satisfies(failure -> assertThat(analyzed(failure))
                    .startsWith("Manager 'stats' can't serve:")
                    .contains("there is no SSL bundle of this name: multiprocessing.managers.stats.ssl.bundle=none")));
  }

  @Test
  void encryptsWithAnSslBundle() throws Exception {
    Path store = keyStore();
    server
        .withPropertyValues("multiprocessing.managers.stats.ssl.bundle=own",
            "spring.ssl.bundle.jks.own.keystore.location=file:" + store,
            "spring.ssl.bundle.jks.own.keystore.password=changeit")
        .withPropertyValues(ONE_OF_EACH)
        .run(
            serving -> {
              assertThat(serving).hasNotFailed();
              client(serving)
                  .withPropertyValues("multiprocessing.managers.stats.ssl.bundle=trust",
                      "spring.ssl.bundle.jks.trust.truststore.location=file:" + store,
                      "spring.ssl.bundle.jks.trust.truststore.password=changeit")
                  .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(size(context, "a-list")).isZero();
                  });
              client(serving)
                  .withPropertyValues("multiprocessing.managers.stats.connect-timeout=5s")
                  .run(context -> assertThat(context).as("without TLS").hasFailed());
            });
  }

  @Test
  void canBeStoppedAndStartedAgainWithoutItsObjects() {
    server
        .withPropertyValues(ONE_OF_EACH)
        .run(
            context -> {
              ManagedMap<String, Integer> map = map(context);
              map.put("a", 1);
              ConfigurableApplicationContext source =
                  context.getSourceApplicationContext(ConfigurableApplicationContext.class);
              source.stop();
              assertThatExceptionOfType(ManagerUnreachableException.class).isThrownBy(() -> map.put("b", 2))
                  .withMessageContaining("the manager has ended");
              assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
              source.start();
              assertThat(map).isEmpty();
              map.put("c", 3);
              assertThat(health(context).getStatus()).isEqualTo(Status.UP);
              source.close();
              assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> map.put("d", 4));
            });
  }

  @Test
  void managersStartBeforePoolsAndStopAfterThem() {
    server
        .withPropertyValues("multiprocessing.pools.docs.processes=1")
        .run(
            context -> {
              SyncManager manager = context.getBean(SyncManager.class);
              pools.onDrain = () -> pools.only().events.add("manager alive: " + manager.isAlive());
              ConfigurableApplicationContext source =
                  context.getSourceApplicationContext(ConfigurableApplicationContext.class);
              source.stop();
              assertThat(pools.only().events).contains("manager alive: true");
              assertThat(manager.isAlive()).isFalse();
            });
  }

  @Test
  void withoutProcessesThisProcessHoldsTheObjects() {
    runner
        .withPropertyValues(ONE_OF_EACH)
        .withPropertyValues("multiprocessing.enabled=false")
        .run(
            context -> {
              assertThat(size(context, "a-list")).isZero();
              assertThat(context.getBean(SyncManager.class).isAlive()).isTrue();
            });
  }

  @Test
  void theManagerIsStartedByItsContextOnly() {
    server.run(
        context -> {
          SyncManager manager = context.getBean(SyncManager.class);
          manager.start(); // again, which is nothing
          assertThatExceptionOfType(IllegalStateException.class).isThrownBy(manager::connect)
              .withMessageContaining("the application context starts this manager");
          assertThatExceptionOfType(IllegalStateException.class).isThrownBy(manager::server)
              .withMessageContaining("manager=stats");
          assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> manager.start(() -> {}));
          assertThatExceptionOfType(IllegalStateException.class)
              .isThrownBy(() -> manager.register(ManagedType.of("Sum", Sum.class, SumObject::new)))
              .withMessageContaining("define a bean of type ManagedType");
          assertThat(((ApplicationManager) manager).isPauseable()).isFalse();
        });
  }

  @Test
  void aTypeWithAQualifierIsOfThatManagerOnly() {
    server
        .withPropertyValues("multiprocessing.managers.other.address=unix:" + folder.resolve("other"))
        .withUserConfiguration(QualifiedType.class)
        .run(
            context -> {
              ManagedType<Sum> sum = ManagedType.named("Sum", Sum.class);
              assertThat(context.getBean("stats", SyncManager.class).shared(sum, "sum").add(1)).isEqualTo(1);
              assertThatExceptionOfType(ManagerException.class)
                  .isThrownBy(() -> context.getBean("other", SyncManager.class).create(sum));
            });
  }

  @Test
  void metersHealthAndEndpointTellOfManagersButNotTheKey() {
    server
        .withPropertyValues(ONE_OF_EACH)
        .run(
            context -> {
              assertThat(size(context, "a-list")).isZero();
              assertThat(size(context, "a-set")).isZero();
              MeterRegistry registry = context.getBean(MeterRegistry.class);
              assertThat(registry.get("multiprocessing.manager.objects").tag("manager", "stats").gauge().value())
                  .isEqualTo(2);
              assertThat(registry.get("multiprocessing.manager.clients").gauge().value()).isNotNaN();
              assertThat(registry.get("multiprocessing.manager.waiting").gauge().value()).isNotNaN();
              assertThat(registry.get("multiprocessing.manager.calls").functionCounter().count()).isPositive();
              assertThat(registry.get("multiprocessing.manager.failed").functionCounter().count()).isNotNegative();
              assertThat(registry.get("multiprocessing.manager.call.time").functionTimer().totalTime(TimeUnit.NANOSECONDS))
                  .isPositive();
              Health health = health(context);
              assertThat(health.getStatus()).isEqualTo(Status.UP);
              assertThat(health.getDetails()).containsEntry("role", "server").containsEntry("objects", 2);
              PoolsEndpoint.ManagerSummary seen = context.getBean(PoolsEndpoint.class).pools().managers().get(0);
              assertThat(seen.name()).isEqualTo("stats");
              assertThat(seen.problem()).isNull();
              assertThat(seen.objects()).isEqualTo(Map.of("list", 1L, "set", 1L));
              assertThat(seen.toString() + health + context.getBean("stats") + context.getBean(ManagerViews.class).all())
                  .doesNotContain(KEY);
            });
  }

  private ApplicationContextRunner client(AssertableApplicationContext serving) {
    return runner
        .withPropertyValues(
            "multiprocessing.managers.stats.connect=" + address(serving),
            "multiprocessing.managers.stats.authkey=" + KEY)
        .withPropertyValues(ONE_OF_EACH);
  }

  private static String address(AssertableApplicationContext serving) {
    return "127.0.0.1:" + ((InetSocketAddress) serving.getBean(SyncManager.class).address()).getPort();
  }

  /** What the user reads when the start fails. */
  private static String analyzed(Throwable failure) {
    FailureAnalysis analysis = new ManagerStartFailureAnalyzer().analyze(failure);
    assertThat(analysis).as("analysis of %s", failure).isNotNull();
    return analysis.getDescription() + "\n" + analysis.getAction();
  }

  @SuppressWarnings("unchecked")
  private static <V> ManagedMap<String, V> map(AssertableApplicationContext context) {
    return context.getBean("a-map", ManagedMap.class);
  }

  private static int size(AssertableApplicationContext context, String collection) {
    return context.getBean(collection, Collection.class).size();
  }

  static Health health(AssertableApplicationContext context) {
    return health(context, "stats");
  }

  static Health health(AssertableApplicationContext context, String manager) {
    CompositeHealthContributor all =
        context.getBean("multiprocessingHealthContributor", CompositeHealthContributor.class);
    HealthIndicator stats = (HealthIndicator) all.getContributor(manager);
    assertThat(stats).isNotNull();
    return stats.health();
  }

  private static String stackTrace(Throwable failure) {
    StringBuilder text = new StringBuilder();
    for (Throwable each = failure; each != null; each = each.getCause()) {
      text.append(each).append('\n');
    }
    return text.toString();
  }

  /** A key and its certificate, which serve as what is trusted too. */
  private static Path keyStore() throws Exception {
    Path store = folder.resolve("own.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", "own",
                "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1",
                "-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", "changeit")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.txt").toFile())
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).isZero();
    return store;
  }

  interface Sum {
    int add(int number);
  }

  static final class SumObject implements Sum {
    private int sum;

    @Override
    public synchronized int add(int number) {
      sum += number;
      return sum;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class QualifiedType {

    @Bean
    @Qualifier("stats")
    ManagedType<Sum> sum() {
      return ManagedType.of("Sum", Sum.class, SumObject::new);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Printed {

    @Bean
    String text(@Qualifier("a-map") ManagedMap<String, Long> map) {
      return map.toString();
    }
  }

  /** Beans by their qualifiers, with the types that applications write. */
  record Holder(
      ManagedMap<String, Long> map,
      ManagedList<String> list,
      ManagedSet<String> set,
      ManagedQueue<String> queue,
      ManagedJoinableQueue<String> joinableQueue,
      ManagedValue<Long> value,
      InterProcessLock lock) {}

  @Configuration(proxyBeanMethods = false)
  static class Injected {

    @Bean
    String aTextThatIsNoElementOfAnything() {
      return "text";
    }

    @Bean
    Holder holder(
        @Qualifier("a-map") ManagedMap<String, Long> map,
        @Qualifier("a-list") ManagedList<String> list,
        @Qualifier("a-set") ManagedSet<String> set,
        @Qualifier("a-queue") ManagedQueue<String> queue,
        @Qualifier("a-joinable-queue") ManagedJoinableQueue<String> joinableQueue,
        @Qualifier("a-value") ManagedValue<Long> value,
        @Qualifier("a-lock") InterProcessLock lock) {
      return new Holder(map, list, set, queue, joinableQueue, value, lock);
    }
  }
}
