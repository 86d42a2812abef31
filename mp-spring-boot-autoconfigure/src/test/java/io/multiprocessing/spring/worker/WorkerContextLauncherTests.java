package io.multiprocessing.spring.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;

class WorkerContextLauncherTests {

  private static final AtomicInteger afterRun = new AtomicInteger();

  @AfterEach
  void reset() {
    afterRun.set(0);
    System.clearProperty("spring.devtools.restart.enabled");
  }

  @Test
  void runsMainUpToTheContextAndNoFurther() {
    try (ConfigurableApplicationContext context = launch(Main.class.getName(), List.of())) {
      assertThat(context).isExactlyInstanceOf(AnnotationConfigApplicationContext.class);
      assertThat(context.isRunning()).isTrue();
      assertThat(afterRun).hasValue(0);
      assertThat(context.getEnvironment().getActiveProfiles()).containsExactly("mine", "blue", "mp-worker");
      assertThat(context.getBeansOfType(ScheduledAnnotationBeanPostProcessor.class)).isEmpty();
      assertThat(context.getBeansOfType(BeanPostProcessor.class)).isNotEmpty();
      assertThat(context.getEnvironment().getProperty("spring.flyway.enabled")).isEqualTo("false");
      assertThat(context.getEnvironment().getProperty("from.plan")).isEqualTo("yes");
      assertThat(context.getBean("lazy")).isEqualTo("made");
    }
  }

  @Test
  void startsFromSourcesAlone() {
    try (ConfigurableApplicationContext context = launch(null, List.of(Sources.class.getName()))) {
      assertThat(context.getBean("fromSources")).isEqualTo("here");
      assertThat(context.containsBean("lazy")).isFalse();
    }
  }

  @Test
  void addsTheSourcesThatMainDoesNotName() {
    try (ConfigurableApplicationContext context = launch(Main.class.getName(), List.of(Sources.class.getName()))) {
      assertThat(context.getBean("fromSources")).isEqualTo("here");
      assertThat(context.getBean("lazy")).isEqualTo("made");
    }
  }

  @Test
  void saysSoWhenMainRunsNoApplication() {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> launch(NoApplication.class.getName(), List.of()))
        .withMessageContaining("ended without running a Spring application")
        .withMessageContaining("worker-context=sources");
  }

  @Test
  void anErrorOfMainArrivesAsItself() {
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> launch(Failing.class.getName(), List.of()))
        .withMessage("main");
  }

  @Test
  void aBrokenContextIsClosedAndItsErrorArrives() {
    assertThatExceptionOfType(RuntimeException.class)
        .isThrownBy(() -> launch(null, List.of(Broken.class.getName())))
        .withMessageContaining("broken");
  }

  @Test
  void withoutAnApplicationABeanCanNotBeHad() {
    WorkerApplication.close();
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> WorkerApplication.bean("any"))
        .withMessageContaining("this process has no application beans");
  }

  private static ConfigurableApplicationContext launch(@Nullable String mainClass, List<String> sources) {
    return new WorkerContextLauncher(
            new WorkerPlan(
                mainClass, sources, List.of(), List.of("blue"), Map.of(), Map.of("from.plan", "yes"), List.of()))
        .launch();
  }

  @Configuration(proxyBeanMethods = false)
  @EnableScheduling
  static class Main {

    public static void main(String[] arguments) {
      SpringApplication application = new SpringApplication(Main.class);
      application.setAdditionalProfiles("mine");
      application.run(arguments);
      afterRun.incrementAndGet();
    }

    @Bean
    String lazy() {
      return "made";
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Sources {

    @Bean
    String fromSources() {
      return "here";
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Broken {

    @Bean
    static BeanPostProcessor broken() {
      throw new IllegalStateException("broken");
    }
  }

  static class NoApplication {
    public static void main(String[] arguments) {}
  }

  static class Failing {
    public static void main(String[] arguments) {
      throw new UnsupportedOperationException("main");
    }
  }
}
