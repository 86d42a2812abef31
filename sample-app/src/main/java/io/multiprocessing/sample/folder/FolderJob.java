package io.multiprocessing.sample.folder;

import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolClosedException;
import io.multiprocessing.pool.PoolSnapshot;
import io.multiprocessing.sample.failure.Failure;
import io.multiprocessing.sample.failure.FailureExplainer;
import io.multiprocessing.sample.render.DocumentRenderer;
import io.multiprocessing.sample.render.RenderOptions;
import io.multiprocessing.sample.render.RenderedDocument;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Renders files one after another, as many at a time as keep the workers busy. Only those are in memory: each is written out
 * as soon as it is there, so ten thousand files need no more than ten.
 */
@Component
@Profile(FolderRequest.PROFILE)
class FolderJob {

  /** Every worker has a file, and one waits for it. */
  private static final int FILES_PER_WORKER = 2;

  private final DocumentRenderer renderer;
  private final FailureExplainer explainer;
  private final Pool pool;

  FolderJob(DocumentRenderer renderer, FailureExplainer explainer, @Qualifier("documents") Pool pool) {
    this.renderer = renderer;
    this.explainer = explainer;
    this.pool = pool;
  }

  /** Renders {@code pdfs}; returns what became of each, by name. Those that were not begun because the pool ends are missing. */
  List<FileResult> run(FolderRequest request, List<Path> pdfs, OutputFolder out, Progress progress)
      throws InterruptedException {
    int window = window();
    BlockingQueue<Finished> finished = new ArrayBlockingQueue<>(window);
    List<FileResult> results = new ArrayList<>(pdfs.size());
    Iterator<Path> rest = pdfs.iterator();
    boolean poolEnds = false;
    int inFlight = 0;
    while (inFlight > 0 || (rest.hasNext() && !poolEnds)) {
      if (inFlight < window && rest.hasNext() && !poolEnds) {
        start(rest.next(), request.pages(), finished);
        inFlight++;
        continue;
      }
      Finished next = finished.take();
      inFlight--;
      poolEnds |= next.unwrapped() instanceof PoolClosedException;
      results.add(write(next, request.in(), out));
      progress.step();
    }
    results.sort(Comparator.comparing(FileResult::file));
    return results;
  }

  /** At least one: the service itself renders where it has no workers. */
  private int window() {
    PoolSnapshot snapshot = pool.snapshot();
    return Math.max(1, Math.min(snapshot.processes() * FILES_PER_WORKER, snapshot.queueCapacity()));
  }

  private void start(Path pdf, int pages, BlockingQueue<Finished> finished) {
    CompletableFuture<RenderedDocument> future;
    try {
      future = renderer.renderFile(pdf, RenderOptions.readable(pages));
    } catch (RuntimeException e) {
      future = CompletableFuture.failedFuture(e);
    }
    // The queue has room for as many as are in flight.
    future.whenComplete((document, error) -> finished.add(new Finished(pdf, document, error)));
  }

  private FileResult write(Finished finished, Path in, OutputFolder out) {
    Path relative = in.relativize(finished.pdf);
    String file = relative.toString();
    Throwable error = finished.unwrapped();
    if (error != null) {
      Failure failure = explainer.explain(error);
      return FileResult.skipped(file, failure, error.getClass().getSimpleName() + ": " + error.getMessage());
    }
    RenderedDocument document = finished.document;
    if (document == null) {
      throw new IllegalStateException("neither a document nor an error: file=" + file);
    }
    try {
      out.write(relative, document);
      return FileResult.rendered(file, document);
    } catch (IOException e) {
      return FileResult.notWritten(file, e.toString());
    }
  }

  /** A file whose rendering has ended: well, with a document, or with an error. */
  private record Finished(Path pdf, @Nullable RenderedDocument document, @Nullable Throwable error) {

    @Nullable Throwable unwrapped() {
      return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }
  }
}
