package io.multiprocessing.internal.manager;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.api.RemoteCallable;
import io.multiprocessing.internal.manager.FakeClient.FakeCall;
import io.multiprocessing.internal.pool.TaskEnd;
import io.multiprocessing.internal.pool.TaskRequest;
import io.multiprocessing.internal.pool.ThreadPool;
import io.multiprocessing.internal.protocol.Call;
import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.pool.TaskOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What waits for the ends of a shared pool's tasks ends itself, whatever happens to the pool and its clients. */
@Timeout(60)
class PoolReferentTest {

  private static final long PROXY = 7;

  private final Pool pool = ThreadPool.start(PoolConfig.builder().processes(1).name("threads").build());
  private final PoolReferent shared = new PoolReferent(pool);
  private final FakeClient client = new FakeClient(11);
  private final CountDownLatch mayEnd = new CountDownLatch(1);

  @AfterEach
  void end() {
    mayEnd.countDown();
    pool.close();
  }

  @SuppressWarnings("serial") // it stays in this process
  private record Task(CountDownLatch mayEnd) implements RemoteCallable<String> {
    @Override
    public String call() throws Exception {
      mayEnd.await();
      return "done";
    }
  }

  private void submit(FakeClient of, long number) {
    Call call = new Call.Callable(new Task(mayEnd));
    of.get(shared, "#submit", PROXY, List.of(new TaskRequest(number, call, TaskOptions.NONE)), false);
  }

  private FakeCall next(FakeClient of, int received, long oldest) {
    return of.call(shared, "#next", PROXY, received, 256, oldest);
  }

  @Test
  @SuppressWarnings("unchecked")
  void itsClientLearnsOfTheEnds() {
    submit(client, 1);
    FakeCall next = next(client, 0, 1);
    assertThat(next.isDone()).isFalse();
    mayEnd.countDown();
    await().atMost(20, SECONDS).until(next::isDone);
    assertThat((List<TaskEnd>) next.result())
        .singleElement()
        .satisfies(end -> assertThat(end.value()).isEqualTo("done"));
    FakeCall more = next(client, 1, 1);
    assertThat(more.isDone()).as("what was received isn't given again").isFalse();
  }

  @Test
  void whoWaitsWhenThePoolIsDroppedIsToldSo() {
    submit(client, 1);
    mayEnd.countDown();
    await().atMost(20, SECONDS).until(() -> next(client, 0, 1).isDone());
    FakeCall waiting = next(client, 1, 1);
    assertThat(waiting.isDone()).isFalse();
    shared.dropped();
    assertThat(waiting.failure()).isInstanceOf(ManagerException.class).hasMessageContaining("gone");
    FakeCall late = next(client, 0, 1);
    assertThat(late.failure()).isInstanceOf(ManagerException.class).hasMessageContaining("gone");
  }

  @Test
  void tasksThatRunWhenThePoolIsDroppedEnd() {
    submit(client, 1);
    FakeCall waiting = next(client, 0, 1);
    shared.dropped();
    await().atMost(20, SECONDS).until(waiting::isDone);
  }

  @Test
  void aClientThatDiesLeavesNobodyWaiting() {
    submit(client, 1);
    FakeCall waiting = next(client, 0, 1);
    client.die(List.of(), shared);
    assertThat(waiting.failure()).isInstanceOf(ManagerException.class);
    assertThatThrownBy(() -> submit(client, 2))
        .isInstanceOf(ManagerException.class).hasMessageContaining("the client of the pool is gone");
  }

  @Test
  void aCallThatIsWithdrawnTakesNoEnds() {
    submit(client, 1);
    FakeCall withdrawn = next(client, 0, 1);
    withdrawn.withdraw();
    mayEnd.countDown();
    await().atMost(20, SECONDS).until(() -> next(client, 0, 1).isDone());
  }

  @Test
  void aClientWhoseTasksWentWithItsConnectionIsToldSo() {
    assertThat(next(client, 0, 1).result()).as("it submitted on a connection before this one").isNull();
    submit(client, 5);
    assertThat(next(client, 0, 4).result()).as("one of its tasks was there before").isNull();
    assertThat(next(client, 0, 5).isDone()).isFalse();
  }

  @Test
  void theEndOfAnImapOfALostConnectionIsNobodysElse() {
    client.get(shared, "#imapEnded", PROXY);
    client.get(shared, "#imapBegins", PROXY);
    client.get(shared, "#imapEnded", PROXY);
    pool.shutdown();
    await().atMost(20, SECONDS).until(() -> pool.join(Duration.ofMillis(100)));
  }
}
