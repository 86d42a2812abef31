package io.multiprocessing.sample.web;

import io.multiprocessing.sample.poison.Poison;
import org.jspecify.annotations.Nullable;

/**
 * What somebody sent.
 *
 * @param name what it is called
 * @param bytes its size; 0 for a poison
 * @param poison which poison it is, or null for a document
 */
record Submission(String name, long bytes, @Nullable Poison poison) {

  static Submission document(String name, long bytes) {
    return new Submission(name, bytes, null);
  }

  static Submission poison(Poison poison) {
    return new Submission(poison.title(), 0, poison);
  }

  boolean isPoison() {
    return poison != null;
  }
}
