package io.multiprocessing.spring.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.manager.ManagedMap;
import io.multiprocessing.manager.ManagerUnreachableException;
import io.multiprocessing.manager.SyncManager;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.spring.FakePools;
import io.multiprocessing.spring.PoolFactory;
import io.multiprocessing.spring.ProcessPoolsAutoConfiguration;
import io.multiprocessing.spring.actuate.PoolHealthAutoConfiguration;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Managers with a process of their own, under a name that no other test of this JVM has. */
class LocalManagerTests {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(ProcessPoolsAutoConfiguration.class, PoolHealthAutoConfiguration.class))
          .withBean(PoolFactory.class, FakePools::new)
          .withPropertyValues(
              "multiprocessing.managers.alone.max-heap=64MB", "multiprocessing.managers.alone.shutdown-timeout=10s");

  @Test
  void hasAProcessAsLongAsTheContextAndIsDownWhenThatDied() {
    runner
        .withUserConfiguration(Pages.class)
        .run(
            context -> {
              @SuppressWarnings("unchecked")
              ManagedMap<String, Long> pages = context.getBean("pages", ManagedMap.class);
              pages.put("a.pdf", 3L);
              List<ChildProcess> processes = managers();
              assertThat(processes).hasSize(1);
              Health up = health(context);
              assertThat(up.getStatus()).isEqualTo(Status.UP);
              assertThat(up.getDetails()).containsEntry("role", "local").containsEntry("objects", 1);

              processes.get(0).kill();
              await().atMost(Duration.ofSeconds(30))
                  .until(() -> health(context).getStatus().equals(Status.DOWN));
              assertThat(health(context).getDetails().get("problem").toString())
                  .contains("pid=" + processes.get(0).pid().orElseThrow());
              assertThatExceptionOfType(ManagerUnreachableException.class).isThrownBy(() -> pages.put("b.pdf", 1L));
              assertThat(managers()).as("none is started silently").isEmpty();

              ConfigurableApplicationContext source =
                  context.getSourceApplicationContext(ConfigurableApplicationContext.class);
              source.stop();
              source.start();
              assertThat(context.getBean(SyncManager.class).sharedMap("pages")).isEmpty();
              assertThat(managers()).hasSize(1);
              source.close();
              assertThat(managers()).isEmpty();
            });
  }

  @Test
  void aFailedStartFailsTheContextAndLeavesNoProcess() {
    runner
        .withPropertyValues("multiprocessing.managers.alone.jvm-arguments=-XX:NoSuchOption")
        .run(context -> assertThat(context).getFailure().hasStackTraceContaining("alone"));
    assertThat(managers()).isEmpty();
  }

  @Test
  void aContextThatFailsAfterTheManagerWasUsedLeavesNoProcess() {
    runner
        .withUserConfiguration(Pages.class, FailsLate.class)
        .run(context -> assertThat(context).getFailure().hasStackTraceContaining("half way"));
    assertThat(managers()).isEmpty();
  }

  private static Health health(AssertableApplicationContext context) {
    return ManagerBeansTests.health(context, "alone");
  }

  private static List<ChildProcess> managers() {
    return Multiprocessing.activeChildren().stream()
        .filter(child -> child.getName().startsWith("alone"))
        .collect(Collectors.toList());
  }

  /** The programmatic way. */
  @Configuration(proxyBeanMethods = false)
  static class Pages {

    @Bean
    ManagedMap<String, Long> pages(SyncManager stats) {
      return stats.sharedMap("pages");
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class FailsLate {

    @Bean
    Object failure(ManagedMap<String, Long> pages) {
      pages.put("a", 1L);
      throw new IllegalStateException("half way");
    }
  }
}
