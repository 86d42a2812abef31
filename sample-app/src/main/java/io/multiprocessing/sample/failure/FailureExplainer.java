package io.multiprocessing.sample.failure;

import io.multiprocessing.pool.PoolBrokenException;
import io.multiprocessing.pool.PoolClosedException;
import io.multiprocessing.pool.PoolQueueFullException;
import io.multiprocessing.pool.TaskTimeoutException;
import io.multiprocessing.pool.TaskTimeoutException.Limit;
import io.multiprocessing.pool.WorkerDiedException;
import io.multiprocessing.sample.failure.Failure.Fact;
import io.multiprocessing.sample.render.UnreadableDocumentException;
import io.multiprocessing.sample.text.Durations;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Puts an error of a call that was offloaded into words for the person who sent the document. */
@Component
public class FailureExplainer {

  private static final String OTHERS = " Only this one was lost; the other documents were not affected.";

  private final String heapLimit;

  public FailureExplainer(@Value("${multiprocessing.pools.documents.max-heap:}") String heapLimit) {
    this.heapLimit = heapLimit;
  }

  /** Explains {@code error}, or the first of its causes that says more than it does. */
  public Failure explain(Throwable error) {
    for (Throwable cause : chain(error)) {
      Failure failure = explainKnown(cause);
      if (failure != null) {
        return failure;
      }
    }
    Throwable root = chain(error).get(chain(error).size() - 1);
    return Failure.of(
        "The PDF library failed",
        "Something in this document tripped an error in the library that renders it. "
            + "The worker is unharmed and goes on.",
        detail(root));
  }

  private @Nullable Failure explainKnown(Throwable error) {
    if (error instanceof WorkerDiedException died) {
      return WorkerDeaths.explain(died.death(), heapLimit, OTHERS);
    }
    if (error instanceof TaskTimeoutException timeout) {
      return explainTimeout(timeout);
    }
    if (error instanceof UnreadableDocumentException unreadable) {
      return explainUnreadable(unreadable);
    }
    if (error instanceof OutOfMemoryError) {
      return Failure.of("It needs too much memory",
          "The worker could not get the memory that this document asks for, and gave the document up.", detail(error));
    }
    if (error instanceof StackOverflowError) {
      return Failure.of("It is nested too deeply",
          "The document's parts are nested so deeply that the worker's stack overflowed.", detail(error));
    }
    if (error instanceof PoolQueueFullException) {
      return Failure.of("The queue is full",
          "As many documents are waiting as the service takes at a time. Nothing was lost: send it again in a moment.",
          detail(error));
    }
    if (error instanceof PoolClosedException || error instanceof CancellationException) {
      return Failure.of("The service is shutting down",
          "This document was not rendered, because the service is ending.", detail(error));
    }
    if (error instanceof PoolBrokenException) {
      return Failure.of("The workers don't start",
          "Several worker processes in a row failed to start, so the service takes no documents until it is mended.",
          detail(error));
    }
    if (error instanceof IOException) {
      return damaged(error);
    }
    return null;
  }

  private static Failure explainTimeout(TaskTimeoutException timeout) {
    String limit = Durations.inWords(timeout.duration());
    Fact fact = new Fact("Limit", timeout.limit().name().toLowerCase(Locale.ROOT) + ", " + limit);
    if (timeout.limit() == Limit.QUEUE) {
      return Failure.of("It waited too long",
          "No worker became free within " + limit + ". Send it again when the service has less to do.",
          fact, detail(timeout));
    }
    String text = timeout.limit() == Limit.TASK
        ? "It was still running when its time limit of " + limit
            + " passed, so its worker was killed in the middle of it."
        : "The service is ending, and the " + limit + " for finishing what ran were over.";
    return new Failure("Stopped after " + limit, text + OTHERS, timeout.limit() == Limit.TASK, null,
        List.of(fact, detail(timeout)), List.of());
  }

  private static Failure explainUnreadable(UnreadableDocumentException unreadable) {
    return switch (unreadable.reason()) {
      case LOCKED -> Failure.of("It needs a password",
          "This document is encrypted. Remove its password, then send it again.", detail(unreadable));
      case EMPTY -> Failure.of("It has no pages", "This is a PDF, but there is no page in it.", detail(unreadable));
      case DAMAGED -> damaged(unreadable);
    };
  }

  private static Failure damaged(Throwable error) {
    return Failure.of("It is damaged",
        "This file is not a PDF that can be read: it is cut off, or its parts contradict each other.", detail(error));
  }

  private static Fact detail(Throwable error) {
    String message = error.getMessage();
    return new Fact("Error", error.getClass().getSimpleName() + (message == null ? "" : ": " + message));
  }

  /** {@code error} and its causes, outermost first; ends where a cause comes again. */
  private static List<Throwable> chain(Throwable error) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Throwable> chain = new ArrayList<>();
    for (Throwable cause = error; cause != null && seen.add(cause); cause = cause.getCause()) {
      chain.add(cause);
    }
    return chain;
  }
}
