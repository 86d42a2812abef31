package io.multiprocessing.sample.web;

import io.multiprocessing.pool.PoolQueueFullException;
import io.multiprocessing.sample.failure.FailureExplainer;
import io.multiprocessing.sample.poison.Poison;
import io.multiprocessing.sample.poison.PoisonTaster;
import io.multiprocessing.sample.render.DocumentRenderer;
import io.multiprocessing.sample.render.RenderOptions;
import io.multiprocessing.sample.render.RenderedDocument;
import io.multiprocessing.sample.text.FileNames;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Takes what the page sends, hands it to the workers, and notes on the board what becomes of it. Waits for nothing. */
@Component
@ConditionalOnWebApplication
class Intake {

  private final DocumentRenderer renderer;
  private final PoisonTaster taster;
  private final PoolMonitor monitor;
  private final Board board;
  private final FailureExplainer explainer;
  private final long maxPendingBytes;
  private final AtomicLong pendingBytes = new AtomicLong();

  Intake(
      DocumentRenderer renderer,
      PoisonTaster taster,
      PoolMonitor monitor,
      Board board,
      FailureExplainer explainer,
      WebProperties properties) {
    this.renderer = renderer;
    this.taster = taster;
    this.monitor = monitor;
    this.board = board;
    this.explainer = explainer;
    this.maxPendingBytes = properties.maxPending().toBytes();
  }

  /**
   * Has {@code pdf} rendered.
   *
   * @return its id on the board
   * @throws RefusedException if it is no PDF, or too much is waiting
   */
  String submit(String fileName, byte[] pdf) {
    String name = FileNames.readable(fileName);
    if (!PdfMagic.isIn(pdf)) {
      throw new RefusedException(HttpStatus.UNSUPPORTED_MEDIA_TYPE, name + " is not a PDF.");
    }
    if (pendingBytes.addAndGet(pdf.length) > maxPendingBytes) {
      pendingBytes.addAndGet(-pdf.length);
      throw RefusedException.busy("So much is waiting that there is no room for " + name + ". Send it again in a moment.");
    }
    return track(Submission.document(name, pdf.length), () -> renderer.render(pdf, RenderOptions.PREVIEW));
  }

  /**
   * Has a worker take {@code poison}.
   *
   * @return its id on the board
   * @throws RefusedException if there are no workers, and the service itself would take it
   */
  String submit(Poison poison) {
    if (!monitor.hasWorkers()) {
      throw new RefusedException(HttpStatus.CONFLICT,
          "Worker processes are switched off, so the poison would take the service itself down.");
    }
    return track(Submission.poison(poison), () -> taster.taste(poison).thenApply(nothing -> null));
  }

  private String track(
      Submission submission, Supplier<CompletableFuture<? extends @Nullable RenderedDocument>> call) {
    String id = board.add(submission);
    CompletableFuture<? extends @Nullable RenderedDocument> future;
    try {
      future = call.get();
    } catch (RuntimeException | Error e) {
      // Errors too: the service has come this far, and the document's entry must not stay pending.
      future = CompletableFuture.failedFuture(e);
    }
    boolean queueWasFull = future.isCompletedExceptionally() && isQueueFull(future);
    future.whenComplete((result, error) -> {
      pendingBytes.addAndGet(-submission.bytes());
      if (queueWasFull) {
        board.withdraw(id);
      } else if (error != null) {
        board.fail(id, explainer.explain(error));
      } else {
        board.finish(id, result);
      }
    });
    if (queueWasFull) {
      throw RefusedException.busy("The queue is full. Send " + submission.name() + " again in a moment.");
    }
    return id;
  }

  private static boolean isQueueFull(CompletableFuture<?> future) {
    try {
      future.join();
      return false;
    } catch (CompletionException e) {
      return e.getCause() instanceof PoolQueueFullException;
    }
  }
}
