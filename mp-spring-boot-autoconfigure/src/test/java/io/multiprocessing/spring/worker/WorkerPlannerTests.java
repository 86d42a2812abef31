package io.multiprocessing.spring.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.KryoCodec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class WorkerPlannerTests {

  private final StandardEnvironment environment = new StandardEnvironment();

  @Test
  void aPoolWithoutBeansHasOnlyTheUsersFunctions() {
    WorkerPlanner planner = planner(new ApplicationOrigin("Main", List.of(), List.of()));
    RemoteRunnable own = () -> {};
    assertThat(planner.prepare(WorkerContext.NONE, List.of(), List.of()).initializer(own)).isSameAs(own);
    assertThat(planner.exitFunction(WorkerContext.NONE, own)).isSameAs(own);
    assertThat(planner.prepare(WorkerContext.NONE, List.of(), List.of()).initializer(null)).isNull();
  }

  @Test
  void nothingIsPlannedForAnApplicationThatNobodyStarted() {
    assertThat(planner(null).prepare(WorkerContext.APPLICATION, List.of(), List.of()).initializer(null)).isNull();
    assertThat(planner(null).knowsApplication()).isFalse();
  }

  @Test
  void sparesMakeTheEagerBeansAndTheImageKnowsThem() {
    WorkerPlanner planner = planner(new ApplicationOrigin("com.acme.Main", List.of("com.acme.Main"), List.of()));
    LaunchOptions plain = LaunchOptions.defaults();
    LaunchOptions launch =
        planner.prepare(WorkerContext.APPLICATION, List.of(), List.of("bean")).launch(plain);
    assertThat(launch.spares().preloader()).isInstanceOf(WorkerStart.class);
    assertThat(launch.imageRehearsal()).isNotNull();
    assertThat(launch.imageRehearsal().action()).isInstanceOf(WorkerRehearsal.class);
    String key = launch.imageRehearsal().key();
    assertThat(key).contains("com.acme.Main").contains("bean");
    environment.setActiveProfiles("blue");
    assertThat(planner.prepare(WorkerContext.APPLICATION, List.of(), List.of("bean")).launch(plain).imageRehearsal())
        .satisfies(rehearsal -> assertThat(rehearsal.key()).isNotEqualTo(key));
  }

  @Test
  void nothingIsPreparedForBeansThatWaitForATask() {
    WorkerPlanner planner = planner(new ApplicationOrigin("com.acme.Main", List.of(), List.of()));
    LaunchOptions plain = LaunchOptions.defaults();
    assertThat(planner.prepare(WorkerContext.APPLICATION, List.of(), List.of()).launch(plain)).isSameAs(plain);
    assertThat(planner.prepare(WorkerContext.NONE, List.of(), List.of("bean")).launch(plain)).isSameAs(plain);
  }

  @Test
  void aPlanTravels() {
    environment.setActiveProfiles("blue");
    environment.getPropertySources()
        .addFirst(new MapPropertySource("test", Map.of("a", "1", "b", 2, "c", new Object())));
    RemoteRunnable start =
        planner(new ApplicationOrigin("com.acme.Main", List.of("com.acme.Main"), List.of("--x=y")))
            .prepare(WorkerContext.APPLICATION, List.of(), List.of("bean"))
            .initializer(null);
    Codec codec = new KryoCodec();
    assertThat(codec.decode(codec.encode(start)))
        .isInstanceOf(WorkerStart.class)
        .usingRecursiveComparison()
        .isEqualTo(start);
  }

  @Test
  void aPlanHoldsWhatTheWorkerWouldMiss() {
    System.setProperty("planner.test", "from the command line");
    try {
      environment.getPropertySources().addFirst(new MapPropertySource("test", Map.of("a", "1", "b", 2)));
      environment.getPropertySources().addLast(new MapPropertySource("file", Map.of("c", "3")));
      WorkerPlan plan = plan(planner(new ApplicationOrigin("com.acme.Main", List.of("S"), List.of("--x=y"))));
      assertThat(plan.mainClass()).isEqualTo("com.acme.Main");
      assertThat(plan.arguments()).containsExactly("--x=y");
      assertThat(plan.profiles()).containsExactly("default");
      assertThat(plan.properties()).isEqualTo(Map.of("a", "1", "b", "2"));
      assertThat(plan.systemProperties()).containsEntry("planner.test", "from the command line");
      assertThat(plan.systemProperties().keySet()).noneMatch(name -> name.startsWith("java."));
      assertThat(plan).hasToString("WorkerPlan[mainClass=com.acme.Main, sources=[S], profiles=[default]]");
    } finally {
      System.clearProperty("planner.test");
    }
  }

  @Test
  void theOriginIsTheMainOfTheApplicationAndNotOfTheTestsRunner() {
    SpringApplication application = new SpringApplication(WithMain.class);
    assertThat(ApplicationOrigin.of(application, new String[0]).mainClass()).isEqualTo(WithMain.class.getName());
    SpringApplication other = new SpringApplication(WithoutMain.class);
    assertThat(ApplicationOrigin.of(other, new String[] {"a"}))
        .isEqualTo(new ApplicationOrigin(null, List.of(WithoutMain.class.getName()), List.of("a")));
  }

  private WorkerPlanner planner(@Nullable ApplicationOrigin origin) {
    return new WorkerPlanner(environment, origin, List::of);
  }

  private static WorkerPlan plan(WorkerPlanner planner) {
    WorkerStart start =
        (WorkerStart) planner.prepare(WorkerContext.APPLICATION, List.of(), List.of()).initializer(null);
    assertThat(start).isNotNull();
    return start.plan();
  }

  @SpringBootApplication
  static class WithMain {
    public static void main(String[] arguments) {}
  }

  @SpringBootApplication
  static class WithoutMain {}
}
