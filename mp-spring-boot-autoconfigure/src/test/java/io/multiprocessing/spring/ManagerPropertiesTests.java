package io.multiprocessing.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.multiprocessing.spring.manager.ManagerPlan;
import io.multiprocessing.spring.manager.ManagerProperties;
import io.multiprocessing.spring.manager.ManagerRole;
import io.multiprocessing.spring.manager.SharedObjectType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.unit.DataSize;

/** Reads and refuses properties; no manager begins here. */
class ManagerPropertiesTests {

  private static final String SECRET = "open sesame";

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(ProcessPoolsAutoConfiguration.class));

  @Test
  void readsEverySettingOfAManager() {
    ManagerPlan plan =
        read(
            Map.of(
                "multiprocessing.managers.stats.max-heap", "64MB",
                "multiprocessing.managers.stats.jvm-arguments", "-XX:+UseSerialGC",
                "multiprocessing.managers.stats.shutdown-timeout", "3s",
                "multiprocessing.managers.stats.connect-timeout", "4s",
                "multiprocessing.managers.stats.reconnect-timeout", "0s",
                "multiprocessing.managers.stats.max-message-size", "2MB",
                "multiprocessing.managers.stats.max-connections", "7",
                "multiprocessing.managers.stats.allowed-packages", "com.acme.orders,com.acme.bills",
                "multiprocessing.managers.stats.objects.pages.type", "map",
                "multiprocessing.managers.stats.objects.jobList.type", "joinable-queue"))
            .get(0);
    ManagerProperties kept =
        read(
            Map.of(
                "multiprocessing.managers.stats.reference-lease", "1m",
                "multiprocessing.managers.stats.max-waiting-size", "8MB"))
            .get(0)
            .settings();
    assertThat(kept.getReferenceLease()).isEqualTo(Duration.ofMinutes(1));
    assertThat(kept.getMaxWaitingSize()).isEqualTo(DataSize.ofMegabytes(8));
    ManagerProperties settings = plan.settings();
    assertThat(plan.role()).isEqualTo(ManagerRole.LOCAL);
    assertThat(plan.primary()).isTrue();
    assertThat(settings.getMaxHeap()).isEqualTo(DataSize.ofMegabytes(64));
    assertThat(settings.getJvmArguments()).containsExactly("-XX:+UseSerialGC");
    assertThat(settings.getShutdownTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(settings.getConnectTimeout()).isEqualTo(Duration.ofSeconds(4));
    assertThat(settings.getReconnectTimeout()).isZero();
    assertThat(settings.getMaxMessageSize()).isEqualTo(DataSize.ofMegabytes(2));
    assertThat(settings.getMaxConnections()).isEqualTo(7);
    assertThat(settings.getAllowedPackages()).containsExactly("com.acme.orders", "com.acme.bills");
    assertThat(settings.getObjects()).containsOnlyKeys("pages", "jobList");
    assertThat(settings.getObjects().get("jobList").getType()).isEqualTo(SharedObjectType.JOINABLE_QUEUE);
  }

  @Test
  void whatAnApplicationIsToAManagerFollowsFromItsAddress() {
    List<ManagerPlan> plans =
        read(
            Map.of(
                "multiprocessing.managers.own", "",
                "multiprocessing.managers.served.address", "unix:/tmp/served",
                "multiprocessing.managers.remote.connect", "example.com:5000",
                "multiprocessing.managers.remote.authkey", SECRET));
    assertThat(plans).extracting(ManagerPlan::name, ManagerPlan::role, ManagerPlan::primary)
        .containsExactlyInAnyOrder(
            tuple("own", ManagerRole.LOCAL, false),
            tuple("served", ManagerRole.SERVER, false),
            tuple("remote", ManagerRole.CLIENT, false));
    assertThat(plans.toString()).doesNotContain(SECRET);
  }

  @Test
  void readsEnvironmentVariables() {
    StandardEnvironment environment = environment(Map.of("multiprocessing.managers.my-stats.address", "example.com:5000"));
    environment.getPropertySources()
        .replace(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                Map.of(
                    "MULTIPROCESSING_MANAGERS_MYSTATS_AUTHKEY", SECRET,
                    "MULTIPROCESSING_MANAGERS_MY_STATS_SSL_BUNDLE", "mine",
                    "MULTIPROCESSING_MANAGERS_MYSTATS_MAX_CONNECTIONS", "5",
                    "MULTIPROCESSING_MANAGERS_MYSTATS_OBJECTS_JOBS_TYPE", "queue",
                    "MULTIPROCESSING_MANAGERS_MYSTATS_OBJECTS_JOBS_CAPACITY", "9")));
    ManagerPlan plan = new PropertiesReader(environment, null).managers().get(0);
    assertThat(plan.name()).isEqualTo("my-stats");
    assertThat(plan.settings().getAuthkey()).isEqualTo(SECRET);
    assertThat(plan.settings().getSsl().getBundle()).isEqualTo("mine");
    assertThat(plan.settings().getMaxConnections()).isEqualTo(5);
    assertThat(plan.settings().getObjects().get("jobs").getCapacity()).isEqualTo(9);
  }

  @ParameterizedTest
  @CsvSource({
    "managers.stats.adress, multiprocessing.managers.stats.address",
    "managers.stats.maxConnection, multiprocessing.managers.stats.max-connections",
    "managers.stats.ssl.bundel, multiprocessing.managers.stats.ssl.bundle",
    "managers.stats.objects.pages.tipe, multiprocessing.managers.stats.objects.pages.type",
    "managers.stats.object.pages.type, multiprocessing.managers.stats.objects",
    "manager.stats.address, multiprocessing.managers",
  })
  void namesTheKeyThatAMisspeltOneWasMeantToBe(String misspelt, String meant) {
    FailureAnalysis analysis = failure("multiprocessing." + misspelt + "=1");
    assertThat(analysis.getDescription()).contains("Value: \"1\"");
    assertThat(analysis.getAction()).contains("Did you mean " + meant + "?");
  }

  @ParameterizedTest
  @CsvSource({"managers.stats.authkye", "managers.stats.autkey", "manager.stats.authkey", "managers.stats.secret",
    "managers.stats.authkey.value"})
  void aMisspeltKeyDoesNotShowTheSecret(String misspelt) {
    FailureAnalysis analysis = failure("multiprocessing." + misspelt + "=" + SECRET);
    assertThat(analysis.getDescription()).contains("Value: \"******\"").doesNotContain(SECRET);
    assertThat(analysis.getCause()).hasMessageNotContaining(SECRET);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "address=nowhere | an address is a host and a port",
    "address=localhost:70000 | an address is a host and a port",
    "connect=localhost:0 | nobody can connect to it",
    "ssl.bundle=mine | so there is nothing to encrypt",
    "shutdown-timeout=0s | shutdown-timeout must be longer than zero",
    "connect-timeout=soon | can't be read as a Duration",
    "reconnect-timeout=-1s | reconnect-timeout must not be negative",
    "max-message-size=1B | max-message-size must be 1KB to 2047MB",
    "max-message-size=3GB | max-message-size must be 1KB to 2047MB",
    "max-waiting-size=1B | max-waiting-size must be at least 1KB",
    "reference-lease=0s | reference-lease must be longer than zero",
    "max-connections=0 | max-connections must be at least 1",
    "max-heap=1MB | max-heap must be at least 2MB",
    "jvm-arguments=-jar | may not set the class path",
    "allowed-packages=com.* | a package is allowed by its name alone",
    "objects.a.type=heap | can't be read as one of its choices",
  })
  void refusesAValueThatBreaksItsRule(String setting, String reason) {
    FailureAnalysis analysis = failure("multiprocessing.managers.stats." + setting);
    assertThat(analysis.getDescription()).containsIgnoringCase(reason);
    assertThat(analysis.getDescription()).contains("Property: multiprocessing.managers.stats." + setting.split("=")[0]);
    assertThat(analysis.getAction()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "address=localhost:0;connect=localhost:5000 | either serves a manager or connects to one, not both",
    "address=0.0.0.0:5000 | needs a key that both sides know",
    "connect=example.com:5000 | needs a key that both sides know",
    "address=[2001:db8::1]:5000 | needs a key that both sides know",
    "address=localhost:0;max-heap=64MB | this application serves it",
    "connect=localhost:5000;jvm-arguments=-Xint | another application serves it",
    "connect=localhost:5000;max-connections=4 | the application that serves the manager decides",
    "address=localhost:0;authkey=${NO_SUCH_VARIABLE} | a placeholder in authkey has no value",
    "objects.a.capacity=4 | a shared object needs a type",
    "objects.a.type=map;objects.a.capacity=4 | capacity means nothing for type=map",
    "objects.a.type=barrier | a barrier needs to know for how many it waits",
    "objects.a.type=queue;objects.a.capacity=0 | capacity must be at least 1",
    "objects.a.type=semaphore;objects.a.permits=-1 | permits must be at least 0",
    "objects.stats.type=map | there is a bean named 'stats' already",
  })
  void refusesSettingsThatDoNotGoTogether(String settings, String reason) {
    String[] properties = settings.split(";");
    for (int i = 0; i < properties.length; i++) {
      properties[i] = "multiprocessing.managers.stats." + properties[i];
    }
    FailureAnalysis analysis = failure(properties);
    assertThat(analysis.getDescription()).containsIgnoringCase(reason);
    assertThat(analysis.getAction()).isNotBlank();
  }

  @Test
  void refusesNamesThatAreTaken() {
    assertThat(failure("multiprocessing.managers.work=", "multiprocessing.pools.work=").getDescription())
        .contains("there is a bean named 'work' already, of io.multiprocessing.spring.ManagedPool");
    assertThat(
            failure(
                "multiprocessing.managers.a.objects.x.type=map", "multiprocessing.managers.b.objects.x.type=map")
                .getDescription())
        .contains("Property: multiprocessing.managers.b.objects.x");
  }

  private List<ManagerPlan> read(Map<String, Object> properties) {
    return new PropertiesReader(environment(properties), null).managers();
  }

  private static StandardEnvironment environment(Map<String, Object> properties) {
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
    return environment;
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
    return found[0];
  }
}
