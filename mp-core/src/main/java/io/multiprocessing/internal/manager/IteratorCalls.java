package io.multiprocessing.internal.manager;

import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The method of an iterator that can't just be sent, for a proxy of an iterator of the user's. */
final class IteratorCalls {

  private final InterfaceProxy proxy;

  IteratorCalls(InterfaceProxy proxy) {
    this.proxy = proxy;
  }

  /** Two round trips for each element; another client may go on with the same iterator meanwhile. */
  public void forEachRemaining(Consumer<@Nullable Object> action) {
    Objects.requireNonNull(action, "action");
    while (proxy.<Boolean>invoke("hasNext")) {
      action.accept(proxy.<@Nullable Object>invoke("next"));
    }
  }
}
