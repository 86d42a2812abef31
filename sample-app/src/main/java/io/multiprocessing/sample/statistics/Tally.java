package io.multiprocessing.sample.statistics;

import java.io.Serializable;

/** So many documents, with so many pages and words. */
public record Tally(long documents, long pages, long words) implements Serializable {

  public static final Tally NONE = new Tally(0, 0, 0);

  public Tally plus(Tally other) {
    return new Tally(documents + other.documents, pages + other.pages, words + other.words);
  }
}
