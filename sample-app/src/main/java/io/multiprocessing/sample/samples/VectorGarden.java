package io.multiprocessing.sample.samples;

import java.awt.Color;
import java.io.IOException;
import java.util.Random;
import org.apache.pdfbox.pdmodel.PDDocument;

/** Flowers of some thousand circles, laid out as a sunflower lays out its seeds. */
final class VectorGarden {

  private static final double GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
  private static final float GROUND = 120;

  private VectorGarden() {}

  static byte[] create() throws IOException {
    try (PDDocument document = new PDDocument()) {
      Random random = new Random(7);
      try (Sheet sheet = new Sheet(document, Sheet.A4)) {
        sheet.ink(0xfdf6e3).rect(0, 0, 595, 842);
        sheet.ink(0xdfe8c8).area(0, 0, 0, GROUND, 150, GROUND + 34, 330, GROUND + 8, 595, GROUND + 44, 595, 0);
        flower(sheet, random, 150, 420, 76, 0.96f, 360);
        flower(sheet, random, 440, 380, 62, 0.05f, 280);
        flower(sheet, random, 300, 620, 110, 0.11f, 620);
        flower(sheet, random, 505, 640, 54, 0.60f, 240);
        flower(sheet, random, 82, 640, 48, 0.75f, 220);
        flower(sheet, random, 250, 280, 40, 0.55f, 170);
        sheet.ink(0x586e75).text(Sheet.SERIF_ITALIC, 15, 48, 48, "Vector garden, plate VII");
      }
      return Sheet.save(document);
    }
  }

  private static void flower(Sheet sheet, Random random, float x, float y, float radius, float hue, int seeds)
      throws IOException {
    float lean = (random.nextFloat() - 0.5f) * 60;
    sheet.ink(0x5b8c5a).line(3.5f, x, y, x + lean * 0.4f, y * 0.62f, x + lean, GROUND - 10);
    leaf(sheet, x + lean * 0.45f, y * 0.58f, radius * 0.55f, 1);
    leaf(sheet, x + lean * 0.62f, y * 0.46f, radius * 0.5f, -1);
    for (int seed = seeds; seed > 0; seed--) {
      float share = (float) Math.sqrt(seed / (double) seeds);
      double angle = seed * GOLDEN_ANGLE;
      float tone = (hue + 0.09f * (1 - share) + 0.015f * random.nextFloat()) % 1;
      sheet.ink(Color.getHSBColor(tone, 0.45f + 0.45f * share, 0.98f - 0.45f * (1 - share)));
      sheet.circle(
          x + (float) Math.cos(angle) * radius * share,
          y + (float) Math.sin(angle) * radius * share,
          radius * (0.05f + 0.075f * share));
    }
  }

  private static void leaf(Sheet sheet, float x, float y, float length, int side) throws IOException {
    sheet.ink(0x7fb069).area(
        x, y, x + side * length * 0.5f, y + length * 0.42f, x + side * length, y + length * 0.3f,
        x + side * length * 0.55f, y + length * 0.05f);
  }
}
