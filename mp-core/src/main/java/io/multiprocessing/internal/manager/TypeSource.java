package io.multiprocessing.internal.manager;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The types that a server knows by name. */
@FunctionalInterface
interface TypeSource {

  /** Null if there is none of this name. */
  @Nullable ServedType find(String typeId);

  /** The interfaces that the user registered. */
  default Collection<Class<?>> interfaces() {
    return List.of();
  }
}
