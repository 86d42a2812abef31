package io.multiprocessing.spring.manager;

import io.multiprocessing.manager.ManagerBackend;
import io.multiprocessing.manager.ManagerSnapshot;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a manager how it is. One that is stopped or hangs keeps the asker waiting for a limited time only, and at most
 * one question is on its way; an answer that is a moment old serves the next askers, because a scrape of meters asks
 * many times.
 */
final class ManagerProbe {

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final long FRESH_NANOS = Duration.ofMillis(200).toNanos();

  private final LivingManager manager;

  // All below: guarded by this.
  private @Nullable CompletableFuture<ManagerSnapshot> question;
  private @Nullable ManagerBackend asked;
  private @Nullable ManagerSnapshot last;
  private @Nullable ManagerView view;
  private long viewedAtNanos;

  ManagerProbe(LivingManager manager) {
    this.manager = manager;
  }

  synchronized ManagerView view() {
    ManagerView known = view;
    ManagerBackend now = manager.current();
    if (known != null && asked == now && System.nanoTime() - viewedAtNanos < FRESH_NANOS) {
      return known;
    }
    if (asked != now) {
      question = null;
      last = null;
      asked = now;
    }
    ManagerView fresh = look(now);
    view = fresh;
    viewedAtNanos = System.nanoTime();
    return fresh;
  }

  private ManagerView look(@Nullable ManagerBackend now) {
    ManagerPlan plan = manager.plan();
    if (now == null) {
      return new ManagerView(plan.name(), plan.role(), null, "it has not begun yet", null);
    }
    String problem = manager.isStarted() ? ask(now) : "it has ended with its application context";
    return new ManagerView(plan.name(), plan.role(), String.valueOf(now.address()), problem, last);
  }

  /** Why it doesn't answer, or null if it does. */
  private @Nullable String ask(ManagerBackend now) {
    CompletableFuture<ManagerSnapshot> pending = question;
    if (pending == null) {
      pending = send(now);
      question = pending;
    }
    try {
      last = pending.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      question = null;
      return null;
    } catch (ExecutionException e) {
      question = null;
      return String.valueOf(e.getCause().getMessage());
    } catch (TimeoutException e) {
      return "it doesn't answer: waited=" + PATIENCE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "the asking thread was interrupted";
    }
  }

  /**
   * A thread of its own, because a call of a manager's can't be given up; it ends with the connection at the latest.
   */
  private CompletableFuture<ManagerSnapshot> send(ManagerBackend now) {
    CompletableFuture<ManagerSnapshot> answer = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                answer.complete(now.snapshot());
              } catch (Throwable e) {
                answer.completeExceptionally(e);
              }
            },
            "multiprocessing-look-" + manager.plan().name());
    thread.setDaemon(true);
    thread.start();
    return answer;
  }
}
