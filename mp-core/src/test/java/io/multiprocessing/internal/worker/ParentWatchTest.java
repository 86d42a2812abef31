package io.multiprocessing.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.internal.platform.ExitCodes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of a child whose parent is gone, in a process that stays. */
@Timeout(30)
class ParentWatchTest {

  private static final long NEVER = Duration.ofMinutes(10).toMillis();
  private static final Duration SOON = Duration.ofSeconds(10);

  private final CountDownLatch began = new CountDownLatch(1);
  private final CountDownLatch gate = new CountDownLatch(1);
  private final List<String> events = new CopyOnWriteArrayList<>();

  private void cleanUp() throws IOException {
    began.countDown();
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    events.add("clean");
  }

  private void end(int exitCode) {
    events.add("end " + exitCode);
  }

  private static Thread start(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Test
  void whoNoticesItSecondLetsTheFirstCleanUp() throws Exception {
    ParentWatch watch = new ParentWatch(this::cleanUp, this::end, NEVER);
    Thread first = start(watch::parentIsGone);
    began.await();
    Thread second = start(watch::parentIsGone);
    await().atMost(SOON).until(() -> second.getState() == Thread.State.TIMED_WAITING);
    assertThat(events).isEmpty();

    gate.countDown();

    first.join();
    assertThat(events).containsExactly("clean", "end " + ExitCodes.PARENT_GONE);
    second.interrupt();
  }

  @Test
  void aCleanUpThatHangsDelaysTheEndForALimitedTimeOnly() {
    ParentWatch watch = new ParentWatch(this::cleanUp, this::end, 50);
    start(watch::parentIsGone);
    await().atMost(SOON).until(() -> !events.isEmpty());
    assertThat(events).containsExactly("end " + ExitCodes.PARENT_GONE);
    gate.countDown();
  }

  @Test
  void aCleanUpThatFailsDoesNotPreventTheEnd() {
    ParentWatch watch =
        new ParentWatch(
            () -> {
              throw new IOException("expected by the test");
            },
            this::end,
            NEVER);
    watch.parentIsGone();
    assertThat(events).containsExactly("end " + ExitCodes.PARENT_GONE);
  }
}
