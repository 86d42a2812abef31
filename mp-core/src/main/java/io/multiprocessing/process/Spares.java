package io.multiprocessing.process;

import io.multiprocessing.api.RemoteRunnable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How many JVMs are started ahead of the children that need them, how long they wait, and what they load meanwhile.
 * They belong to one set of {@link LaunchOptions}: a child only ever gets one that was started with its own, and each
 * becomes one child. Immutable and safe for use by several threads. Python: the fork server, {@code
 * set_forkserver_preload}.
 *
 * @param count how many wait at a time, at least 0
 * @param idleTime after how long without a child the waiting ones end; the next child starts new ones
 * @param preload names of classes to load and initialize ahead
 * @param preloader code to run ahead, after the classes, or null; two values are equal only if it is the same object
 * @param onPreloadError what becomes of a JVM in which that failed
 */
public record Spares(
    int count,
    Duration idleTime,
    List<String> preload,
    @Nullable RemoteRunnable preloader,
    PreloadErrors onPreloadError) {

  private static final Spares DEFAULTS = new Spares(1, Duration.ofMinutes(10), List.of(), null, PreloadErrors.WARN);

  /** A count above this is taken for a mistake. */
  public static final int MAX_COUNT = 256;

  /**
   * @throws IllegalArgumentException if a value breaks its rule
   */
  public Spares {
    if (count < 0 || count > MAX_COUNT) {
      throw new IllegalArgumentException("count must be 0 to " + MAX_COUNT + ": count=" + count);
    }
    if (idleTime.isNegative() || idleTime.isZero()) {
      throw new IllegalArgumentException("idleTime must be longer than zero: idleTime=" + idleTime);
    }
    preload = List.copyOf(preload);
    Objects.requireNonNull(onPreloadError, "onPreloadError");
  }

  /** One that waits, for at most ten minutes; nothing is preloaded. */
  public static Spares defaults() {
    return DEFAULTS;
  }

  /** The same with another number of waiting JVMs. */
  public Spares withCount(int value) {
    return new Spares(value, idleTime, preload, preloader, onPreloadError);
  }

  /** The same with another idle time. */
  public Spares withIdleTime(Duration value) {
    return new Spares(count, value, preload, preloader, onPreloadError);
  }

  /** The same with classes to preload. Python: {@code set_forkserver_preload(module_names)}. */
  public Spares withPreload(Class<?>... classes) {
    List<String> names = new ArrayList<>();
    for (Class<?> type : classes) {
      names.add(type.getName());
    }
    return new Spares(count, idleTime, names, preloader, onPreloadError);
  }

  /** The same with code to run ahead. */
  public Spares withPreloader(@Nullable RemoteRunnable value) {
    return new Spares(count, idleTime, preload, value, onPreloadError);
  }

  /** The same with another answer to failures. Python 3.15: {@code on_error}. */
  public Spares withOnPreloadError(PreloadErrors value) {
    return new Spares(count, idleTime, preload, preloader, value);
  }
}
