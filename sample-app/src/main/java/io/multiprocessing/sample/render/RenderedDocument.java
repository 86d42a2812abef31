package io.multiprocessing.sample.render;

import java.io.Serializable;
import java.util.List;

/**
 * What a worker made of a document.
 *
 * @param pageCount how many pages the document has
 * @param images the first pages as PNG
 * @param text the document's text, cut at the limit that was asked for
 * @param wordCount how many words the whole text has
 * @param workerPid the process that rendered it
 * @param millis how long that took
 */
public record RenderedDocument(
    int pageCount, List<byte[]> images, String text, int wordCount, long workerPid, long millis)
    implements Serializable {

  public RenderedDocument {
    images = List.copyOf(images);
  }
}
