package io.multiprocessing.internal.memory;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Segments that this process has done with while others had not. They are looked at again when a child has ended, and
 * when the next such object is made, so that their names go long before the tree of processes does. Safe for use by
 * several threads.
 */
public final class Leftovers {

  /** Something whose name may be removable later. */
  public interface Leftover {

    /** Removes the name if nobody has or can get the object any more; then, and if it is in use here again, true. */
    boolean removeIfOver();
  }

  private static final Set<Leftover> KEPT = ConcurrentHashMap.newKeySet();

  private Leftovers() {}

  /** Looks at it now, and later again while it isn't over. */
  public static void add(Leftover leftover) {
    if (!leftover.removeIfOver()) {
      KEPT.add(leftover);
    }
  }

  /** Looks at all of them. */
  public static void sweep() {
    for (Leftover each : List.copyOf(KEPT)) {
      if (KEPT.remove(each)) { // before the look: one that is used and closed again meanwhile is added again
        add(each);
      }
    }
  }
}
