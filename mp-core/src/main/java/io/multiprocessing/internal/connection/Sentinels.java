package io.multiprocessing.internal.connection;

import io.multiprocessing.process.ChildProcess;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Futures of what ends or completes. A process gives a new future each time it is asked, which it then holds until its
 * end; so one that lives is asked once.
 */
final class Sentinels {

  private static final Map<Object, CompletableFuture<?>> LIVING = new ConcurrentHashMap<>();

  /** Neither stages nor futures are kept alive by this. */
  private static final Map<CompletionStage<?>, WeakReference<CompletableFuture<?>>> STAGES = new WeakHashMap<>();

  private Sentinels() {}

  /** Null if the object is nothing that completes. */
  static @Nullable CompletableFuture<?> of(Object object) {
    if (object instanceof ChildProcess child) {
      child.isAlive(); // one that is closed says so
      return known(child, ChildProcess::sentinel);
    }
    if (object instanceof Process process) {
      return known(process, Process::onExit);
    }
    if (object instanceof ProcessHandle process) {
      return known(process, ProcessHandle::onExit);
    }
    return object instanceof CompletionStage<?> stage ? ofStage(stage) : null;
  }

  /**
   * A stage that isn't a future makes a new one at each call, which hangs on the stage until that completes. The stage
   * holds it, so it lasts as long as there is something to wait for.
   */
  private static CompletableFuture<?> ofStage(CompletionStage<?> stage) {
    if (stage.getClass() == CompletableFuture.class) {
      return stage.toCompletableFuture();
    }
    synchronized (STAGES) {
      WeakReference<CompletableFuture<?>> reference = STAGES.get(stage);
      CompletableFuture<?> known = reference == null ? null : reference.get();
      if (known == null) {
        known = stage.toCompletableFuture();
        STAGES.put(stage, new WeakReference<>(known));
      }
      return known;
    }
  }

  private static <P> CompletableFuture<?> known(P process, Function<P, CompletableFuture<?>> sentinel) {
    CompletableFuture<?> known = LIVING.get(process);
    if (known == null) {
      known = sentinel.apply(process);
      LIVING.put(process, known);
      known.whenComplete((status, failure) -> LIVING.remove(process));
    }
    return known;
  }
}
