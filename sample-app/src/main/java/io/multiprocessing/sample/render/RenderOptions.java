package io.multiprocessing.sample.render;

import java.io.Serializable;

/**
 * How much of a document is rendered. The limits hold in the worker, before anything travels back.
 *
 * @param maxPages how many pages become images, at least 1
 * @param maxEdgePixels how long the longer edge of an image may be, at least 16
 * @param maxTextChars how many characters of text come back, at least 0
 */
public record RenderOptions(int maxPages, int maxEdgePixels, int maxTextChars) implements Serializable {

  /** For the page: a few thumbnails and the beginning of the text. */
  public static final RenderOptions PREVIEW = new RenderOptions(4, 640, 20_000);

  /** For a folder: pages to read on a screen, and all of the text of any usual document. */
  public static RenderOptions readable(int maxPages) {
    return new RenderOptions(maxPages, 1_400, 5_000_000);
  }

  public RenderOptions {
    if (maxPages < 1) {
      throw new IllegalArgumentException("maxPages must be at least 1: maxPages=" + maxPages);
    }
    if (maxEdgePixels < 16) {
      throw new IllegalArgumentException("maxEdgePixels must be at least 16: maxEdgePixels=" + maxEdgePixels);
    }
    if (maxTextChars < 0) {
      throw new IllegalArgumentException("maxTextChars must be at least 0: maxTextChars=" + maxTextChars);
    }
  }
}
