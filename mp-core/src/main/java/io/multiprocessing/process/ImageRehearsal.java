package io.multiprocessing.process;

import io.multiprocessing.api.RemoteRunnable;
import java.util.Objects;

/**
 * What a child does before its first task that is worth an image of its own, such as building an application's context.
 * While the image of the children's classes is made, in a JVM that does nothing else and in the background, the action
 * runs there, and everything that it loaded is in the image. If it throws there is no image. Python has no such thing.
 *
 * <p>The action may run at any time while this process lives and must leave nothing behind: no other process waits for
 * what it does. Immutable and safe for use by several threads.
 *
 * @param key stands for everything that decides which classes the action loads; children with the same key have the
 *     same image, also those of a later run of the application
 * @param action runs once, in the JVM with whose classes the image is made
 */
public record ImageRehearsal(String key, RemoteRunnable action) {

  /**
   * @throws IllegalArgumentException if the key is blank
   */
  public ImageRehearsal {
    if (key.isBlank()) {
      throw new IllegalArgumentException("key must not be blank: key='" + key + "'");
    }
    Objects.requireNonNull(action, "action");
  }
}
