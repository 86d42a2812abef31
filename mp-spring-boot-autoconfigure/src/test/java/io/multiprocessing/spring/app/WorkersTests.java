package io.multiprocessing.spring.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.manager.ManagedMap;
import io.multiprocessing.manager.ManagedQueue;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolClosedException;
import io.multiprocessing.pool.TaskTimeoutException;
import io.multiprocessing.pool.WorkerDiedException;
import io.multiprocessing.pool.WorkerSnapshot;
import io.multiprocessing.spring.ProcessPools;
import io.multiprocessing.spring.offload.Offloader;
import io.multiprocessing.sync.InterProcessLock;
import io.multiprocessing.sync.OwnerDiedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

/** One application with real workers, for everything that leaves it in order. */
@SpringBootTest(
    classes = TestApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    args = {"--from.args=argument", "plain"},
    properties = {
      "multiprocessing.pools.main.processes=2",
      "multiprocessing.configs.default.jvm-arguments=-XX:TieredStopAtLevel=1,-Dapp.password=secret",
      "multiprocessing.pools.bare.start-method=forkserver",
      "multiprocessing.pools.bare.processes=1",
      "multiprocessing.pools.bare.worker-context=none",
      "multiprocessing.default-pool=main",
      "multiprocessing.managers.stats.objects.pages.type=map",
      "multiprocessing.managers.stats.objects.guard.type=lock",
      "multiprocessing.managers.served.address=localhost:0",
      "multiprocessing.managers.served.authkey=open sesame",
      "multiprocessing.managers.served.objects.jobs.type=queue",
      "management.endpoints.web.exposure.include=*",
      "management.endpoint.health.show-components=always",
      "from.test=inlined"
    })
@ActiveProfiles("blue")
class WorkersTests {

  @Autowired private Chores chores;
  @Autowired private Offloader offloader;
  @Autowired private ProcessPools pools;
  @Autowired @Qualifier("pages") private ManagedMap<String, Long> pages;
  @Autowired @Qualifier("jobs") private ManagedQueue<String> jobs;
  @Autowired @Qualifier("guard") private InterProcessLock guard;
  @LocalServerPort private int port;

  @DynamicPropertySource
  static void dynamic(DynamicPropertyRegistry registry) {
    registry.add("from.dynamic", () -> "dynamic");
  }

  @Test
  void theWorkersBeanHasTheApplicationsConfiguration() {
    Map<String, Object> facts = chores.facts(List.of("from.args", "from.test", "from.dynamic", "from.file"));
    assertThat(facts)
        .containsEntry("from.args", "argument")
        .containsEntry("from.test", "inlined")
        .containsEntry("from.dynamic", "dynamic")
        .containsEntry("from.file", "application.properties of the worker's profile")
        .containsEntry("arguments", List.of("--from.args=argument", "plain"))
        .containsEntry("profiles", List.of("blue", "mp-worker"))
        .containsEntry("context", "AnnotationConfigApplicationContext");
    assertThat(facts.get("pid")).isNotEqualTo(ProcessHandle.current().pid());
  }

  @Test
  void nothingHappensByItselfInAWorker() {
    await().atMost(Duration.ofSeconds(5)).until(() -> TestApplication.happened.contains("schedule"));
    assertThat(TestApplication.happened).contains("runner", "started event", "ready event", "consumer");
    assertThat(chores.facts(List.of())).containsEntry("happened", List.of("main"));
  }

  @Test
  void aWorkerHasInertPoolsAndDoesNotOffloadAgain() {
    assertThat(chores.facts(List.of())).containsEntry("pools", List.copyOf(pools.names()));
    List<Long> pids = chores.nestedPids();
    assertThat(pids.get(0)).isEqualTo(pids.get(1)).isNotEqualTo(ProcessHandle.current().pid());
    assertThatExceptionOfType(PoolClosedException.class)
        .isThrownBy(chores::submitFromWorker)
        .withMessageContaining("in worker processes that is always so");
  }

  @Test
  void aDeathCostsOneCall() {
    assertThatExceptionOfType(WorkerDiedException.class)
        .isThrownBy(() -> chores.exit(3))
        .withMessageContaining("Chores.exit")
        .satisfies(death -> assertThat(death.death().status().exitCode()).isEqualTo(3));
    assertThat(chores.pid()).isPositive();
  }

  @Test
  void aTimeLimitKillsTheWorker() {
    assertThatExceptionOfType(TaskTimeoutException.class)
        .isThrownBy(chores::spin)
        .satisfies(timeout -> {
          assertThat(timeout.limit()).isEqualTo(TaskTimeoutException.Limit.TASK);
          assertThat(timeout.duration()).isEqualTo(Duration.ofMillis(700));
        });
    assertThat(chores.pid()).isPositive();
  }

  @Test
  void aCheckedExceptionArrivesAsItself() {
    assertThatExceptionOfType(IOException.class).isThrownBy(chores::fail).withMessage("disk full");
  }

  @Test
  void cachingRetriesAndAsyncActAroundTheWorker(@TempDir Path folder) throws Exception {
    assertThat(chores.cachedPid(1)).isEqualTo(chores.cachedPid(1)).isNotEqualTo(chores.cachedPid(2));
    assertThat(chores.dieOnce(folder.resolve("retryable"))).isEqualTo("survived");
    assertThat(chores.dieOnceIdempotent(folder.resolve("retries"))).isEqualTo("survived");
    assertThat(chores.asyncPid().get(20, TimeUnit.SECONDS)).isNotEqualTo(ProcessHandle.current().pid());
    byte[] bytes = new byte[3 << 20];
    bytes[1] = 42;
    assertThat(chores.later(bytes).get(20, TimeUnit.SECONDS)).isEqualTo(bytes);
  }

  @Test
  void theOffloaderSendsALambdaToTheBean() throws InterruptedException {
    int added = 1;
    List<Long> pids = offloader.call(Chores.class, bean -> List.of(bean.pid(), bean.pid() + added));
    assertThat(pids.get(1)).isEqualTo(pids.get(0) + 1);
    assertThat(pids.get(0)).isNotEqualTo(ProcessHandle.current().pid());
  }

  @Test
  void theWorkersBeansShareTheManagersObjects() throws Exception {
    assertThat(chores.count("a.pdf", 3)).isEqualTo("{a.pdf=3}");
    pages.merge("a.pdf", 1L, Long::sum);
    assertThat(chores.count("a.pdf", 2)).isEqualTo("{a.pdf=6}");
    assertThat(pages).containsEntry("a.pdf", 6L);
    chores.enqueue("from the worker");
    assertThat(jobs.poll(20, TimeUnit.SECONDS)).isEqualTo("from the worker");
    assertThatExceptionOfType(WorkerDiedException.class).isThrownBy(chores::dieWithTheLock);
    assertThatExceptionOfType(OwnerDiedException.class).isThrownBy(guard::lock);
    // A task without beans gets the object as its argument, with the key that workers have by themselves.
    ManagedMap<String, Long> argument = pages;
    Pool bare = pools.get("bare");
    assertThat(bare.apply(() -> argument.merge("b.pdf", 1L, Long::sum))).isEqualTo(1L);
    assertThat(pages).containsKey("b.pdf");
  }

  @Test
  void aPoolWithoutBeansRunsPlainTasksAndSaysWhyItHasNone() throws InterruptedException {
    Pool bare = pools.get("bare");
    assertThat(bare.<Integer, Integer>map(x -> x * x, List.of(1, 2, 3))).containsExactly(1, 4, 9);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> offloader.call("bare", Chores.class, Chores::pid))
        .withMessageContaining("worker-context=application");
  }

  @Test
  void theEndpointListsPoolsAndShowsOneWithItsWorkers() {
    chores.pid();
    RestClient http = RestClient.create("http://localhost:" + port + "/actuator");
    JsonNode list = http.get().uri("/multiprocessing").retrieve().body(JsonNode.class);
    assertThat(list.at("/pools/0/name").asString()).isEqualTo("main");
    assertThat(list.at("/pools/0/state").asString()).isEqualTo("RUNNING");
    assertThat(list.at("/pools/1/name").asString()).isEqualTo("bare");
    assertThat(list.at("/pools/0/workers").isMissingNode()).isTrue();
    assertThat(list.at("/managers/0/name").asString()).isEqualTo("stats");
    assertThat(list.at("/managers/0/role").asString()).isEqualTo("LOCAL");
    assertThat(list.at("/managers/1/address").asString()).contains("127.0.0.1");
    assertThat(list.toString()).doesNotContain("sesame");
    JsonNode main = http.get().uri("/multiprocessing/main").retrieve().body(JsonNode.class);
    assertThat(main.at("/pool/processes").asInt()).isEqualTo(2);
    assertThat(main.at("/pool/done").asInt()).isPositive();
    assertThat(main.at("/workers/0/pid").asLong()).isPositive();
    assertThat(main.at("/launch/startMethod").asString()).isEqualTo("SPAWN");
    assertThat(main.at("/launch/image").asString()).as("of a class path with folders").isEqualTo("NONE");
    assertThat(main.at("/launch/jvmDefaults").toString()).contains("-XX:+UseSerialGC").doesNotContain("app.password");
    assertThat(main.at("/launch/jvmArguments").toString())
        .contains("-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError", "-Dapp.password=******")
        .doesNotContain("secret");
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
      JsonNode again = http.get().uri("/multiprocessing").retrieve().body(JsonNode.class);
      assertThat(again.at("/pools/0/standingBy").asInt()).isEqualTo(1);
      assertThat(again.at("/pools/1/standingBy").asInt()).as("beside its spare").isZero();
      JsonNode bare = http.get().uri("/multiprocessing/bare").retrieve().body(JsonNode.class);
      assertThat(bare.at("/launch/startMethod").asString()).isEqualTo("FORKSERVER");
      assertThat(bare.at("/launch/sparesReady").asInt()).isEqualTo(1);
    });
    assertThatExceptionOfType(HttpClientErrorException.NotFound.class)
        .isThrownBy(() -> http.get().uri("/multiprocessing/none").retrieve().toBodilessEntity());
    assertThatExceptionOfType(HttpClientErrorException.MethodNotAllowed.class)
        .isThrownBy(() -> http.delete().uri("/multiprocessing/main").retrieve().toBodilessEntity());
  }

  @Test
  void healthAndMetersAreThere() {
    chores.pid();
    RestClient http = RestClient.create("http://localhost:" + port + "/actuator");
    JsonNode health = http.get().uri("/health").retrieve().body(JsonNode.class);
    assertThat(health.at("/components/multiprocessing/components/main/status").asString()).isEqualTo("UP");
    assertThat(health.at("/components/multiprocessing/components/bare/status").asString()).isEqualTo("UP");
    assertThat(health.at("/components/multiprocessing/components/stats/status").asString()).isEqualTo("UP");
    JsonNode task =
        http.get().uri("/metrics/multiprocessing.task?tag=pool:main&tag=outcome:success")
            .retrieve().body(JsonNode.class);
    assertThat(task.at("/measurements/0/value").asDouble()).isPositive();
    JsonNode size = http.get().uri("/metrics/multiprocessing.pool.size").retrieve().body(JsonNode.class);
    assertThat(size.at("/measurements/0/value").asDouble()).isEqualTo(3);
  }

  @Test
  void theBeanInTheApplicationIsAdvised() {
    assertThat(AopUtils.isCglibProxy(chores)).isTrue();
    assertThat(pools.get("main").snapshot().workers()).extracting(WorkerSnapshot::pid).isNotEmpty();
  }
}
