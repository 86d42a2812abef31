package io.multiprocessing.sample.samples;

import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;

/** A page to draw on. Lengths are points, from the lower left corner; the page is done when this is closed. */
final class Sheet implements AutoCloseable {

  static final PDRectangle A4 = PDRectangle.A4;
  static final PDRectangle A4_LANDSCAPE = new PDRectangle(A4.getHeight(), A4.getWidth());

  static final PDFont SANS = new PDType1Font(FontName.HELVETICA);
  static final PDFont SANS_BOLD = new PDType1Font(FontName.HELVETICA_BOLD);
  static final PDFont SERIF = new PDType1Font(FontName.TIMES_ROMAN);
  static final PDFont SERIF_BOLD = new PDType1Font(FontName.TIMES_BOLD);
  static final PDFont SERIF_ITALIC = new PDType1Font(FontName.TIMES_ITALIC);

  /** What four Bézier curves need to look like a circle. */
  private static final float KAPPA = 0.5523f;

  private final PDPageContentStream content;

  Sheet(PDDocument document, PDRectangle size) throws IOException {
    PDPage page = new PDPage(size);
    document.addPage(page);
    content = new PDPageContentStream(document, page);
  }

  static byte[] save(PDDocument document) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    document.save(out);
    return out.toByteArray();
  }

  Sheet ink(Color color) throws IOException {
    content.setNonStrokingColor(color);
    content.setStrokingColor(color);
    return this;
  }

  Sheet ink(int rgb) throws IOException {
    return ink(new Color(rgb));
  }

  Sheet rect(float x, float y, float width, float height) throws IOException {
    content.addRect(x, y, width, height);
    content.fill();
    return this;
  }

  Sheet circle(float x, float y, float radius) throws IOException {
    circlePath(x, y, radius);
    content.fill();
    return this;
  }

  Sheet ring(float x, float y, float radius, float lineWidth) throws IOException {
    content.setLineWidth(lineWidth);
    circlePath(x, y, radius);
    content.stroke();
    return this;
  }

  /** A line through points given as x, y, x, y... */
  Sheet line(float lineWidth, float... points) throws IOException {
    content.setLineWidth(lineWidth);
    path(points);
    content.stroke();
    return this;
  }

  /** An area whose corners are given as x, y, x, y... */
  Sheet area(float... points) throws IOException {
    path(points);
    content.fill();
    return this;
  }

  Sheet text(PDFont font, float size, float x, float y, String text) throws IOException {
    content.beginText();
    content.setFont(font, size);
    content.newLineAtOffset(x, y);
    content.showText(text);
    content.endText();
    return this;
  }

  Sheet textRight(PDFont font, float size, float right, float y, String text) throws IOException {
    return text(font, size, right - width(font, size, text), y, text);
  }

  /** Text in lines of at most {@code width}; returns where the next line would stand. */
  float paragraph(PDFont font, float size, float x, float top, float width, String text) throws IOException {
    float leading = size * 1.45f;
    float y = top;
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (!line.isEmpty() && width(font, size, line + " " + word) > width) {
        text(font, size, x, y, line.toString());
        y -= leading;
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    text(font, size, x, y, line.toString());
    return y - leading;
  }

  private static float width(PDFont font, float size, String text) throws IOException {
    return font.getStringWidth(text) / 1000 * size;
  }

  private void path(float... points) throws IOException {
    content.moveTo(points[0], points[1]);
    for (int i = 2; i < points.length; i += 2) {
      content.lineTo(points[i], points[i + 1]);
    }
  }

  private void circlePath(float x, float y, float r) throws IOException {
    float k = r * KAPPA;
    content.moveTo(x - r, y);
    content.curveTo(x - r, y + k, x - k, y + r, x, y + r);
    content.curveTo(x + k, y + r, x + r, y + k, x + r, y);
    content.curveTo(x + r, y - k, x + k, y - r, x, y - r);
    content.curveTo(x - k, y - r, x - r, y - k, x - r, y);
    content.closePath();
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
