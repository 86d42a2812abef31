package io.multiprocessing.internal.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Wakes a sleeper when one of several futures is complete. Leaves nothing behind on futures that aren't. */
final class Completion {

  private final CompletableFuture<Object> end = new CompletableFuture<>();

  Completion(List<CompletableFuture<?>> futures, Sleeper sleeper) {
    if (futures.isEmpty()) {
      return;
    }
    List<CompletableFuture<?>> all = new ArrayList<>(futures);
    all.add(end);
    CompletableFuture.anyOf(all.toArray(CompletableFuture<?>[]::new))
        .whenComplete((value, failure) -> {
          if (!end.isDone()) {
            sleeper.wake();
          }
        });
  }

  /** Ends the wait: when one future of {@code anyOf} completes, it takes its callbacks off all the others. */
  void end() {
    end.complete(null);
  }
}
