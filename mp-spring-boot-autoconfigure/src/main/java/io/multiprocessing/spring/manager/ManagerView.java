package io.multiprocessing.spring.manager;

import io.multiprocessing.manager.ManagerSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * What can be seen of a manager from outside. Never its key.
 *
 * @param address where it listens, or null if it hasn't chosen yet
 * @param problem why it can't be used, or null if it can
 * @param snapshot what its server told last, or null if it never has
 */
public record ManagerView(
    String name,
    ManagerRole role,
    @Nullable String address,
    @Nullable String problem,
    @Nullable ManagerSnapshot snapshot) {

  public boolean isUp() {
    return problem == null;
  }
}
