package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.RemoteObject;
import java.net.SocketAddress;
import java.util.Collection;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * How containers, and places of managers, are shown. A proxy inside one is shown as itself, without asking its
 * manager, as in Python: it may be elsewhere, or contain this container.
 */
final class Texts {

  /** Set while a text is made in a thread: a proxy deep inside is shown as itself too. */
  private static final ThreadLocal<@Nullable Boolean> SHOWING = new ThreadLocal<>();

  private Texts() {}

  static boolean isShowing() {
    return SHOWING.get() != null;
  }

  static String of(@Nullable Object value) {
    if (value instanceof RemoteObject proxy) {
      return proxy.describe();
    }
    if (SmallValues.isScalar(value) || isShowing()) {
      return String.valueOf(value);
    }
    SHOWING.set(true);
    try {
      return String.valueOf(value);
    } finally {
      SHOWING.remove();
    }
  }

  /** Where a manager serves that was given no address. */
  static String place(@Nullable SocketAddress configured) {
    return configured == null ? "private, as none is configured" : configured.toString();
  }

  static String list(Collection<?> elements) {
    StringJoiner text = new StringJoiner(", ", "[", "]");
    elements.forEach(element -> text.add(of(element)));
    return text.toString();
  }
}
