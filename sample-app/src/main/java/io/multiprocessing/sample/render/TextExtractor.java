package io.multiprocessing.sample.render;

import java.io.IOException;
import java.util.StringTokenizer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.springframework.stereotype.Component;

/** Takes the text out of a document. */
@Component
class TextExtractor {

  String text(PDDocument document) throws IOException {
    PDFTextStripper stripper = new PDFTextStripper();
    stripper.setSortByPosition(true);
    stripper.setLineSeparator("\n");
    return stripper.getText(document).strip();
  }

  int countWords(String text) {
    return new StringTokenizer(text).countTokens();
  }

  /** At most {@code maxChars} characters of {@code text}, never half a character at its end. */
  String cut(String text, int maxChars) {
    if (text.length() <= maxChars) {
      return text;
    }
    boolean splitsPair = maxChars > 0 && Character.isHighSurrogate(text.charAt(maxChars - 1));
    return text.substring(0, splitsPair ? maxChars - 1 : maxChars);
  }
}
