package io.multiprocessing.sample.web;

/**
 * What somebody sent.
 *
 * @param name what it is called
 * @param bytes its size; 0 for a poison
 * @param isPoison whether it is a poison
 */
record Submission(String name, long bytes, boolean isPoison) {

  static Submission document(String name, long bytes) {
    return new Submission(name, bytes, false);
  }

  static Submission poison(String name) {
    return new Submission(name, 0, true);
  }
}
