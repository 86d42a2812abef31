package io.multiprocessing.sample.samples;

import java.io.IOException;
import org.apache.pdfbox.pdmodel.PDDocument;

/** A page of prose with a letterhead. */
final class Letter {

  private static final int BORDEAUX = 0x7a1f3d;
  private static final int INK = 0x2b2b2b;
  private static final float LEFT = 84;
  private static final float WIDTH = 427;

  private Letter() {}

  static byte[] create() throws IOException {
    try (PDDocument document = new PDDocument()) {
      try (Sheet sheet = new Sheet(document, Sheet.A4)) {
        write(sheet);
      }
      return Sheet.save(document);
    }
  }

  private static void write(Sheet sheet) throws IOException {
    sheet.ink(0xfffdf8).rect(0, 0, 595, 842);
    sheet.ink(BORDEAUX).circle(LEFT + 22, 752, 24);
    sheet.ink(0xfffdf8).text(Sheet.SERIF_BOLD, 26, LEFT + 12.5f, 743, "A");
    sheet.ink(BORDEAUX).text(Sheet.SERIF_BOLD, 17, LEFT + 62, 756, "Ada Quill")
        .line(0.8f, LEFT, 714, LEFT + WIDTH, 714);
    sheet.ink(0x777777).text(Sheet.SERIF_ITALIC, 12, LEFT + 62, 738, "Letters written and answered");
    sheet.ink(INK).text(Sheet.SERIF, 13, LEFT, 660, "Dear reader,");
    float y = 630;
    for (String paragraph : new String[] {
        "you have dropped this letter on a page, and a process that did nothing else in its life than to wait for it "
            + "has drawn the picture that you see. It did not know me, and I did not know it; we met for a fifth of a "
            + "second.",
        "If I had been a worse letter, full of wrong lengths and broken streams, it might have died of me. You would "
            + "have been told so, politely, and another would have stood in its place before you had finished the "
            + "sentence.",
        "I find that comforting. It is how post offices should be run: whatever the parcel holds, the counter stays "
            + "open."}) {
      y = sheet.paragraph(Sheet.SERIF, 13, LEFT, y, WIDTH, paragraph) - 12;
    }
    sheet.text(Sheet.SERIF, 13, LEFT, y - 6, "Yours, in one piece,");
    signature(sheet, y - 60);
  }

  private static void signature(Sheet sheet, float y) throws IOException {
    float[] stroke = new float[2 * 90];
    for (int i = 0; i < 90; i++) {
      double t = i / 89.0;
      stroke[2 * i] = (float) (LEFT + 4 + t * 130 + Math.sin(t * 31) * 9);
      stroke[2 * i + 1] = (float) (y + Math.cos(t * 29) * 15 * (1 - t * 0.7));
    }
    sheet.ink(0x1d3f8f).line(1.5f, stroke);
  }
}
