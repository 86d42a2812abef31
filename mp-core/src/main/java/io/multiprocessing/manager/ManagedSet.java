package io.multiprocessing.manager;

import java.util.Iterator;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A shared set, in the order in which elements were added. Every method is one step for all processes, and one round
 * trip, but for {@link #removeIf}. Elements are copies, and are found by their {@code equals} and {@code hashCode}, in
 * the manager's process. Iterators and streams go over a snapshot, brought in one round trip; an iterator's {@code
 * remove} changes the shared set too.
 *
 * <p>A proxy is equal to proxies of the same set only, see {@link RemoteObject}; compare {@link #copy()}.
 *
 * <p>An interrupt never ends a call; it is kept for later. Safe for use by several threads. Python: {@code
 * SyncManager.set}, new in 3.15.
 *
 * @param <E> the elements
 */
public interface ManagedSet<E extends @Nullable Object> extends Set<E>, RemoteObject {

  /**
   * Removes the elements that {@code filter}, run here over a snapshot, names; one step for all of them. One round
   * trip if it names none, else two, and two more each time that somebody has changed the set meanwhile.
   */
  @Override
  boolean removeIf(Predicate<? super E> filter);

  /** Over a snapshot. */
  @Override
  Iterator<E> iterator();

  /** A copy of the set: a {@link java.util.LinkedHashSet}. */
  @Override
  Set<E> copy();
}
