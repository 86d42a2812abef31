package io.multiprocessing.sample.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolClosedException;
import io.multiprocessing.pool.PoolSnapshot;
import io.multiprocessing.pool.TaskTimeoutException;
import io.multiprocessing.pool.TaskTimeoutException.Limit;
import io.multiprocessing.sample.failure.FailureExplainer;
import io.multiprocessing.sample.render.DocumentRenderer;
import io.multiprocessing.sample.render.RenderedDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class FolderJobTest {

  private static final int PROCESSES = 2;
  private static final Path IN = Path.of("in").toAbsolutePath();

  @TempDir private Path out;
  private final ExecutorService workers = Executors.newFixedThreadPool(PROCESSES);
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger mostInFlight = new AtomicInteger();
  private final AtomicInteger steps = new AtomicInteger();

  @AfterEach
  void stopWorkers() {
    workers.shutdownNow();
  }

  @Test
  void hasAFewFilesInFlightHoweverManyThereAre() throws InterruptedException {
    List<FileResult> results = run(600, pdf -> document());

    assertThat(results).hasSize(600).allMatch(FileResult::isRendered).isSortedAccordingTo(
        Comparator.comparing(FileResult::file));
    assertThat(mostInFlight).hasValueLessThanOrEqualTo(2 * PROCESSES);
    assertThat(steps).hasValue(600);
  }

  @Test
  void goesOnAfterAFileThatFailed() throws InterruptedException {
    List<FileResult> results = run(3, pdf -> {
      if (pdf.endsWith("0001.pdf")) {
        throw new TaskTimeoutException("too slow", Limit.TASK, Duration.ofSeconds(3));
      }
      return document();
    });

    assertThat(results).extracting(FileResult::isRendered).containsExactly(true, false, true);
    assertThat(results.get(1).reason()).isEqualTo("Stopped after 3 s");
    assertThat(results.get(1).detail()).isEqualTo("TaskTimeoutException: too slow");
  }

  @Test
  void beginsNothingMoreOnceThePoolEnds() throws InterruptedException {
    List<FileResult> results = run(1_000, pdf -> {
      throw new PoolClosedException("closed");
    });

    assertThat(results).hasSizeBetween(1, 2 * PROCESSES).noneMatch(FileResult::isRendered);
  }

  @Test
  void saysThatAnOutputCouldNotBeWritten() throws Exception {
    Files.writeString(out.resolve("0000.pdf"), "a file where a folder should be");

    List<FileResult> results = run(1, pdf -> document());

    assertThat(results.get(0).reason()).isEqualTo("Its output could not be written");
    assertThat(results.get(0).detail()).contains("0000.pdf");
  }

  @Test
  void replacesTheImagesOfAnEarlierRun() throws Exception {
    Path earlier = Files.createDirectories(out.resolve("0000.pdf")).resolve("page-007.png");
    Files.writeString(earlier, "old");

    run(1, pdf -> document());

    assertThat(earlier).doesNotExist();
    assertThat(earlier.resolveSibling("page-001.png")).hasBinaryContent(new byte[] {1, 2, 3});
    assertThat(earlier.resolveSibling("text.txt")).hasContent("text");
  }

  private List<FileResult> run(int files, Function<Path, RenderedDocument> work) throws InterruptedException {
    DocumentRenderer renderer = mock(DocumentRenderer.class);
    when(renderer.renderFile(any(), any())).thenAnswer(call -> {
      mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
      Path pdf = call.getArgument(0);
      return CompletableFuture.supplyAsync(() -> {
        try {
          return work.apply(pdf);
        } finally {
          inFlight.decrementAndGet();
        }
      }, workers);
    });
    FolderJob job = new FolderJob(renderer, new FailureExplainer(""), pool());
    List<Path> pdfs = IntStream.range(0, files).mapToObj(i -> IN.resolve(String.format("%04d.pdf", i))).toList();
    return job.run(new FolderRequest(IN, out, 1), pdfs, new OutputFolder(out, new JsonMapper()), new Counting());
  }

  private static Pool pool() {
    Pool pool = mock(Pool.class);
    when(pool.snapshot()).thenReturn(
        new PoolSnapshot("documents", PoolSnapshot.State.RUNNING, PROCESSES, 0, 100, 0, 0, 0, 0, List.of()));
    return pool;
  }

  private static RenderedDocument document() {
    return new RenderedDocument(1, List.of(new byte[] {1, 2, 3}), "text", 1, 7, 5);
  }

  private final class Counting implements Progress {
    @Override
    public void step() {
      steps.incrementAndGet();
    }

    @Override
    public void close() {
      throw new UnsupportedOperationException("the job doesn't own the progress");
    }
  }
}
