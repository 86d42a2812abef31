package io.multiprocessing.sample.web;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The mark of a PDF. What a sender says about a file's type is not asked. */
final class PdfMagic {

  private static final byte[] MAGIC = "%PDF-".getBytes(StandardCharsets.US_ASCII);
  /** PDF readers accept the mark within this many bytes from the start. */
  private static final int SEARCHED_BYTES = 1024;

  private PdfMagic() {}

  static boolean isIn(byte[] content) {
    int last = Math.min(content.length, SEARCHED_BYTES) - MAGIC.length;
    for (int start = 0; start <= last; start++) {
      if (Arrays.equals(content, start, start + MAGIC.length, MAGIC, 0, MAGIC.length)) {
        return true;
      }
    }
    return false;
  }
}
