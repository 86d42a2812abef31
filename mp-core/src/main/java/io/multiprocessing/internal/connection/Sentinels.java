package io.multiprocessing.internal.connection;

import io.multiprocessing.process.ChildProcess;
import java.util.Map;
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
    return object instanceof CompletionStage<?> stage ? stage.toCompletableFuture() : null;
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
