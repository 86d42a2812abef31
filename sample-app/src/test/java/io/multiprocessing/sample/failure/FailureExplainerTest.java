package io.multiprocessing.sample.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.pool.PoolBrokenException;
import io.multiprocessing.pool.PoolClosedException;
import io.multiprocessing.pool.PoolQueueFullException;
import io.multiprocessing.pool.RemoteTaskException;
import io.multiprocessing.pool.TaskTimeoutException;
import io.multiprocessing.pool.TaskTimeoutException.Limit;
import io.multiprocessing.pool.WorkerDiedException;
import io.multiprocessing.pool.WorkerDiedException.Death;
import io.multiprocessing.process.ExitStatus;
import io.multiprocessing.sample.failure.Failure.Fact;
import io.multiprocessing.sample.render.UnreadableDocumentException;
import io.multiprocessing.sample.render.UnreadableDocumentException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureExplainerTest {

  private final FailureExplainer explainer = new FailureExplainer("256MB");

  @ParameterizedTest
  @CsvSource({
    "-11, The worker crashed (SIGSEGV), Native code touched memory",
    "-6,  The worker crashed (SIGABRT), gave up",
    "-9,  The worker was killed (SIGKILL), outside the service",
    "-15, The worker was killed (SIGTERM), outside the service",
    "-8,  The worker crashed (SIGFPE), Its process ended",
    "3,   The worker exited (code 3), System.exit"
  })
  void tellsHowAWorkerDied(int exitCode, String title, String text) {
    Failure failure = explainer.explain(died(exitCode, false, null));

    assertThat(failure.title()).isEqualTo(title);
    assertThat(failure.text()).contains(text).endsWith("the other documents were not affected.");
    assertThat(failure.lostWorker()).isTrue();
    assertThat(failure.workerPid()).isEqualTo(4711);
    assertThat(failure.errorLines()).containsExactly("last words");
    assertThat(failure.facts()).contains(new Fact("Process id", "4711"), new Fact("Had it for", "1.5 s"));
  }

  @Test
  void tellsThatMemoryRanOut() {
    Failure failure = explainer.explain(died(3, true, null));

    assertThat(failure.title()).isEqualTo("The worker ran out of memory");
    assertThat(failure.text()).contains("more than the 256 MB of heap that a worker may use");
  }

  @Test
  void takesTheSignalFromTheCrashReportBecauseTheJvmItselfEndsWithAbort(@TempDir Path folder) throws IOException {
    Path report = Files.writeString(folder.resolve("hs_err_pid4711.log"), """
        #
        # A fatal error has been detected by the Java Runtime Environment:
        #
        #  SIGSEGV (0xb) at pc=0x00007f0000000000, pid=4711, tid=4712
        #
        # Problematic frame:
        # V  [libjvm.so+0xe5a2c0]  Unsafe_PutLong+0x90
        #
        """);

    Failure failure = explainer.explain(died(-6, false, report.toString()));

    assertThat(failure.title()).isEqualTo("The worker crashed (SIGSEGV)");
    assertThat(failure.facts()).contains(
        new Fact("Exit status", "SIGABRT (exit code -6)"),
        new Fact("Crashed in", "V  [libjvm.so+0xe5a2c0]  Unsafe_PutLong+0x90"),
        new Fact("Crash report", report.toString()));
  }

  @Test
  void goesByTheExitStatusWhereTheCrashReportIsGone(@TempDir Path folder) {
    assertThat(explainer.explain(died(-11, false, folder.resolve("gone.log").toString())).title())
        .isEqualTo("The worker crashed (SIGSEGV)");
  }

  @Test
  void tellsWhichLimitPassed() {
    Failure task = explainer.explain(new TaskTimeoutException("too slow", Limit.TASK, Duration.ofSeconds(3)));
    assertThat(task.title()).isEqualTo("Stopped after 3 s");
    assertThat(task.lostWorker()).isTrue();
    Failure queue = explainer.explain(new TaskTimeoutException("too slow", Limit.QUEUE, Duration.ofSeconds(30)));
    assertThat(queue.title()).isEqualTo("It waited too long");
    assertThat(queue.lostWorker()).isFalse();
    Failure drain = explainer.explain(new TaskTimeoutException("too slow", Limit.DRAIN, Duration.ofSeconds(5)));
    assertThat(drain.text()).contains("The service is ending");
    assertThat(drain.lostWorker()).isFalse();
  }

  @Test
  void tellsWhatIsWrongWithADocument() {
    assertTitle(new UnreadableDocumentException(Reason.LOCKED, "locked", null), "It needs a password");
    assertTitle(new UnreadableDocumentException(Reason.DAMAGED, "damaged", null), "It is damaged");
    assertTitle(new UnreadableDocumentException(Reason.EMPTY, "empty", null), "It has no pages");
    assertTitle(new RemoteTaskException("failed", "java.io.IOException", new IOException("cut")), "It is damaged");
  }

  @Test
  void tellsWhatIsWrongWithTheService() {
    assertTitle(new PoolQueueFullException("full"), "The queue is full");
    assertTitle(new PoolClosedException("closed"), "The service is shutting down");
    assertTitle(new PoolBrokenException("broken", null), "The workers don't start");
  }

  @Test
  void tellsOfErrorsThatTheWorkerSurvived() {
    assertTitle(new OutOfMemoryError("heap"), "It needs too much memory");
    assertTitle(new StackOverflowError(), "It is nested too deeply");
  }

  @Test
  void looksBehindWrappersAndNamesTheRootOfWhatItDoesNotKnow() {
    assertTitle(new CompletionException(died(3, false, null)), "The worker exited (code 3)");
    Failure failure = explainer.explain(new CompletionException(new IllegalStateException("no glyph")));
    assertThat(failure.title()).isEqualTo("The PDF library failed");
    assertThat(failure.facts()).containsExactly(new Fact("Error", "IllegalStateException: no glyph"));
  }

  @Test
  void endsOnCausesThatGoInCircles() {
    RuntimeException first = new RuntimeException("first");
    first.initCause(new RuntimeException("second", first));

    assertTitle(first, "The PDF library failed");
  }

  private void assertTitle(Throwable error, String title) {
    assertThat(explainer.explain(error).title()).isEqualTo(title);
  }

  private static WorkerDiedException died(int exitCode, boolean outOfMemory, @Nullable String crashReport) {
    return new WorkerDiedException("the worker died", new Death("documents-worker-1", 4711, new ExitStatus(exitCode),
        "documentRenderer.render", Duration.ofMillis(1500), outOfMemory, crashReport, List.of("last words")));
  }
}
