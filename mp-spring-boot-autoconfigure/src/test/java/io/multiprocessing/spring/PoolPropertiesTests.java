package io.multiprocessing.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.pool.QueueFullPolicy;
import io.multiprocessing.process.OutputMode;
import io.multiprocessing.process.PreloadErrors;
import io.multiprocessing.process.Spares;
import io.multiprocessing.process.StartMethod;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class PoolPropertiesTests {

  private final FakePools pools = new FakePools();
  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(ProcessPoolsAutoConfiguration.class))
          .withBean(PoolFactory.class, () -> pools);

  @Test
  void readsEverySettingOfAPool() {
    runner
        .withPropertyValues(
            "multiprocessing.pools.docs.processes=3",
            "multiprocessing.pools.docs.max-tasks-per-child=50",
            "multiprocessing.pools.docs.max-heap=256MB",
            "multiprocessing.pools.docs.max-resident-memory=1GB",
            "multiprocessing.pools.docs.queue-capacity=7",
            "multiprocessing.pools.docs.queue-full-policy=block",
            "multiprocessing.pools.docs.imap-window=8",
            "multiprocessing.pools.docs.task-timeout=30s",
            "multiprocessing.pools.docs.queue-timeout=1m",
            "multiprocessing.pools.docs.stop-grace=2s",
            "multiprocessing.pools.docs.max-start-failures=4",
            "multiprocessing.pools.docs.start-timeout=9s",
            "multiprocessing.pools.docs.jvm-arguments=-XX:+UseSerialGC,-Da=b",
            "multiprocessing.pools.docs.environment.OMP_NUM_THREADS=1",
            "multiprocessing.pools.docs.working-directory=.",
            "multiprocessing.pools.docs.start-method=fork",
            "multiprocessing.pools.docs.spare-workers=3",
            "multiprocessing.pools.docs.spares=2",
            "multiprocessing.pools.docs.spare-idle-time=90s",
            "multiprocessing.pools.docs.preload=java.sql.Date,java.util.Currency",
            "multiprocessing.pools.docs.on-preload-error=fail",
            "multiprocessing.pools.docs.inherit=java.util.Locale",
            "multiprocessing.pools.docs.output=discard")
        .run(
            context -> {
              PoolConfig config = pools.only().config;
              assertThat(config.name()).isEqualTo("docs");
              assertThat(config.processes()).isEqualTo(3);
              assertThat(config.maxTasksPerChild()).isEqualTo(50);
              assertThat(config.launch().maxHeapBytes()).isEqualTo(256L << 20);
              assertThat(config.maxResidentBytes()).isEqualTo(1L << 30);
              assertThat(config.queueCapacity()).isEqualTo(7);
              assertThat(config.queueFullPolicy()).isEqualTo(QueueFullPolicy.BLOCK);
              assertThat(config.imapWindow()).isEqualTo(8);
              assertThat(config.taskTimeout()).isEqualTo(Duration.ofSeconds(30));
              assertThat(config.queueTimeout()).isEqualTo(Duration.ofMinutes(1));
              assertThat(config.stopGrace()).isEqualTo(Duration.ofSeconds(2));
              assertThat(config.maxStartFailures()).isEqualTo(4);
              assertThat(config.launch().startTimeout()).isEqualTo(Duration.ofSeconds(9));
              assertThat(config.launch().jvmArguments()).containsExactly("-XX:+UseSerialGC", "-Da=b");
              assertThat(config.launch().environment()).isEqualTo(Map.of("OMP_NUM_THREADS", "1"));
              assertThat(config.launch().workingDirectory()).isNotNull();
              assertThat(config.output()).isEqualTo(OutputMode.DISCARD);
              assertThat(config.startMethod()).isEqualTo(StartMethod.FORK);
              assertThat(config.spareWorkers()).isEqualTo(3);
              assertThat(config.launch().inherited()).containsExactly(Locale.class);
              assertThat(config.launch().spares())
                  .isEqualTo(
                      new Spares(
                          2, Duration.ofSeconds(90), List.of("java.sql.Date", "java.util.Currency"), null,
                          PreloadErrors.FAIL));
            });
  }

  @Test
  void theStartMethodOfAllPoolsIsTheLastThatIsLookedAt() {
    runner
        .withPropertyValues(
            "multiprocessing.start-method=forkserver",
            "multiprocessing.configs.plain.start-method=spawn",
            "multiprocessing.pools.docs.processes=1",
            "multiprocessing.pools.images.base-config=plain",
            "multiprocessing.pools.scans.start-method=fork")
        .run(
            context ->
                assertThat(pools.made)
                    .extracting(pool -> pool.config.name() + " " + pool.config.startMethod())
                    .containsExactlyInAnyOrder("docs FORKSERVER", "images SPAWN", "scans FORK"));
  }

  @Test
  void refusesAnUnknownStartMethodOfAllPools() {
    FailureAnalysis analysis = failure("multiprocessing.start-method=clone", "multiprocessing.pools.docs.processes=1");
    assertThat(analysis.getDescription()).contains("Property: multiprocessing.start-method").contains("\"clone\"");
    assertThat(analysis.getAction()).contains("spawn, forkserver, fork");
  }

  @Test
  void startsFromTheDefaultConfigurationThenTheBaseThenItsOwn() {
    runner
        .withPropertyValues(
            "multiprocessing.configs.default.processes=1",
            "multiprocessing.configs.default.task-timeout=1s",
            "multiprocessing.configs.default.queue-capacity=11",
            "multiprocessing.configs.default.environment.A=default",
            "multiprocessing.configs.heavy.processes=2",
            "multiprocessing.configs.heavy.task-timeout=2s",
            "multiprocessing.configs.heavy.environment.B=heavy",
            "multiprocessing.pools.docs.base-config=heavy",
            "multiprocessing.pools.docs.processes=3")
        .run(
            context -> {
              PoolConfig config = pools.only().config;
              assertThat(config.processes()).isEqualTo(3);
              assertThat(config.taskTimeout()).isEqualTo(Duration.ofSeconds(2));
              assertThat(config.queueCapacity()).isEqualTo(11);
              assertThat(config.launch().environment()).isEqualTo(Map.of("A", "default", "B", "heavy"));
            });
  }

  @Test
  void aPoolWithoutSettingsHasTheDefaults() {
    runner
        .withPropertyValues("multiprocessing.pools.plain=")
        .run(
            context -> {
              assertThat(context).hasBean("plain");
              assertThat(pools.only().config.processes()).isNull();
              assertThat(pools.only().config.spareWorkers()).isNull();
              assertThat(pools.only().config.output()).isEqualTo(OutputMode.LOG);
            });
  }

  @Test
  void readsEnvironmentVariablesWithAndWithoutDashes() {
    runner
        .withInitializer(
            context ->
                context.getEnvironment().getPropertySources()
                    .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                            Map.of(
                                "MULTIPROCESSING_POOLS_MYDOCS_TASKTIMEOUT", "5s",
                                "MULTIPROCESSING_POOLS_MYDOCS_MAX_HEAP", "64MB",
                                "MULTIPROCESSING_HOME", "/opt/somebody-elses"))))
        .withPropertyValues("multiprocessing.pools.my-docs.processes=1")
        .run(
            context -> {
              assertThat(context).hasBean("my-docs").hasNotFailed();
              assertThat(pools.only().config.taskTimeout()).isEqualTo(Duration.ofSeconds(5));
              assertThat(pools.only().config.launch().maxHeapBytes()).isEqualTo(64L << 20);
            });
  }

  @Test
  void leavesTheLibrarysOwnSystemPropertiesAlone() {
    runner
        .withSystemProperties("multiprocessing.run-directory=/tmp", "multiprocessing.pools.docs.processes=1")
        .run(context -> assertThat(context).hasNotFailed().hasBean("docs"));
    runner
        .withSystemProperties("multiprocessing.enabeld=false")
        .run(context -> assertThat(context).getFailure().isInstanceOf(InvalidPropertyException.class));
  }

  @ParameterizedTest
  @CsvSource({
    "multiprocessing.pools.docs.procesess, multiprocessing.pools.docs.processes",
    "multiprocessing.pools.docs.taskTimout, multiprocessing.pools.docs.task-timeout",
    "multiprocessing.pool.docs.processes, multiprocessing.pools",
    "multiprocessing.defautl-pool, multiprocessing.default-pool",
    "multiprocessing.configs.default.max-haep, multiprocessing.configs.default.max-heap",
    "multiprocessing.enabeld, multiprocessing.enabled",
  })
  void namesTheKeyThatAMisspeltOneWasMeantToBe(String misspelt, String meant) {
    FailureAnalysis analysis = failure(misspelt + "=1");
    assertThat(analysis.getDescription()).containsIgnoringCase("Property: " + misspelt.replace("T", "t"));
    assertThat(analysis.getDescription()).contains("Value: \"1\"");
    assertThat(analysis.getAction()).contains("Did you mean " + meant + "?");
  }

  @Test
  void listsTheKeysWhenNoneIsNear() {
    FailureAnalysis analysis = failure("multiprocessing.pools.docs.colour=red");
    assertThat(analysis.getDescription()).contains("There is no setting 'colour'");
    assertThat(analysis.getAction()).contains("base-config").contains("processes").contains("worker-context");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "processes=0 | processes must be at least 1",
    "processes=-2 | processes must be at least 1",
    "processes=many | can't be read as a Integer",
    "task-timeout=0s | task-timeout must be longer than zero",
    "task-timeout=soon | can't be read as a Duration",
    "max-heap=1MB | max-heap must be at least 2MB",
    "max-heap=big | can't be read as a DataSize",
    "queue-capacity=0 | queue-capacity must be at least 1",
    "output=printer | can't be read as one of its choices",
    "worker-context=all | can't be read as one of its choices",
    "worker-context=sources | needs to know which configuration classes",
    "worker-sources=no.such.Configuration | There is no such class",
    "start-method=clone | can't be read as one of its choices",
    "spare-workers=-1 | spare-workers must be 0 to 256",
    "spare-workers=257 | spare-workers must be 0 to 256",
    "spares=-1 | spares must be 0 to 256",
    "spares=257 | spares must be 0 to 256",
    "spare-idle-time=0s | spare-idle-time must be longer than zero",
    "preload=no.such.Thing | There is no such class",
    "inherit=no.such.Thing | There is no such class",
    "on-preload-error=panic | can't be read as one of its choices",
    "working-directory=/no/such/directory | There is no such directory",
    "java-executable=/no/such/java | There is no such executable file",
    "jvm-arguments=-jar | may not set the class path",
    "base-config=none | There is no configuration named 'none'",
  })
  void refusesAValueThatBreaksItsRule(String setting, String reason) {
    FailureAnalysis analysis = failure("multiprocessing.pools.docs." + setting);
    assertThat(analysis.getDescription()).containsIgnoringCase(reason);
    assertThat(analysis.getDescription()).contains("Property: multiprocessing.pools.docs." + setting.split("=")[0]);
    assertThat(analysis.getDescription()).contains("Value: \"" + setting.split("=")[1] + "\"");
    assertThat(analysis.getDescription()).contains("Origin: ");
    assertThat(analysis.getAction()).isNotBlank();
  }

  @Test
  void blamesTheLayerThatHoldsTheBadValue() {
    FailureAnalysis analysis =
        failure("multiprocessing.configs.heavy.processes=0", "multiprocessing.pools.docs.base-config=heavy");
    assertThat(analysis.getDescription()).contains("Property: multiprocessing.configs.heavy.processes");
  }

  @Test
  void refusesAnUnknownDefaultPool() {
    FailureAnalysis analysis =
        failure("multiprocessing.default-pool=dosc", "multiprocessing.pools.docs.processes=1");
    assertThat(analysis.getDescription()).contains("Property: multiprocessing.default-pool").contains("\"dosc\"");
    assertThat(analysis.getAction()).contains("Did you mean 'docs'?");
  }

  @Test
  void refusesABaseOfAConfiguration() {
    FailureAnalysis analysis = failure("multiprocessing.configs.a.base-config=b");
    assertThat(analysis.getDescription()).contains("a configuration can't start from another one".substring(2));
  }

  @Test
  void refusesAValueWhereAPoolBelongs() {
    assertThat(failure("multiprocessing.pools.docs=4").getDescription())
        .contains("Property: multiprocessing.pools.docs");
  }

  private FailureAnalysis failure(String... properties) {
    FailureAnalysis[] found = new FailureAnalysis[1];
    runner
        .withPropertyValues(properties)
        .run(
            context -> {
              assertThat(context).hasFailed();
              found[0] = new InvalidPropertyFailureAnalyzer().analyze(context.getStartupFailure());
              assertThat(found[0]).as("analysis of %s", context.getStartupFailure()).isNotNull();
            });
    assertThat(pools.made).isEmpty();
    return found[0];
  }
}
