package io.multiprocessing.sample.samples;

import java.awt.Color;
import java.io.IOException;
import java.util.Random;
import org.apache.pdfbox.pdmodel.PDDocument;

/** Many pages. */
final class FieldGuide {

  private static final int PAGES = 48;
  private static final String[] GENERA = {"Cirrus", "Cumulus", "Stratus", "Nimbus", "Altocumulus", "Cirrostratus"};
  private static final String[] SPECIES = {
    "fibratus", "humilis", "nebulosus", "castellanus", "lenticularis", "vertebratus"
  };

  private FieldGuide() {}

  static byte[] create() throws IOException {
    Random random = new Random(48);
    try (PDDocument document = new PDDocument()) {
      cover(document, random);
      for (int page = 2; page <= PAGES; page++) {
        plate(document, random, page);
      }
      return Sheet.save(document);
    }
  }

  private static void cover(PDDocument document, Random random) throws IOException {
    try (Sheet sheet = new Sheet(document, Sheet.A4)) {
      sky(sheet, 0, 842, 0.58f);
      cloud(sheet, random, 190, 330, 78);
      cloud(sheet, random, 430, 200, 60);
      cloud(sheet, random, 380, 470, 40);
      sheet.ink(0xffffff).text(Sheet.SERIF_BOLD, 52, 60, 700, "Clouds").rect(62, 678, 90, 2);
      sheet.text(Sheet.SERIF_ITALIC, 18, 62, 650, "A field guide in " + PAGES + " pages");
    }
  }

  private static void plate(PDDocument document, Random random, int page) throws IOException {
    String name = GENERA[page % GENERA.length] + " " + SPECIES[page / GENERA.length % SPECIES.length];
    try (Sheet sheet = new Sheet(document, Sheet.A4)) {
      sky(sheet, 420, 842, 0.52f + 0.12f * random.nextFloat());
      cloud(sheet, random, 180 + random.nextFloat() * 240, 600, 40 + random.nextFloat() * 40);
      sheet.ink(0x1e3a5f).text(Sheet.SERIF_BOLD, 26, 60, 370, name);
      float y = sheet.paragraph(Sheet.SERIF, 12, 60, 338, 475,
          "Seen at " + (600 + random.nextInt(90) * 100) + " metres, mostly in the "
              + (page % 2 == 0 ? "morning" : "evening")
              + ". It keeps its shape for about " + (2 + random.nextInt(40)) + " minutes, then dissolves from its "
              + "edges, and is easily taken for its neighbour on the next page, from which it differs by its flatter "
              + "base.");
      sheet.ink(0x64748b).paragraph(Sheet.SERIF_ITALIC, 11, 60, y - 8, 475,
          "Not dangerous. A pilot may pass through it; a photographer should hurry.");
      sheet.text(Sheet.SERIF, 10, 290, 40, Integer.toString(page));
    }
  }

  private static void sky(Sheet sheet, float bottom, float top, float hue) throws IOException {
    int bands = 40;
    float height = (top - bottom) / bands;
    for (int band = 0; band < bands; band++) {
      float share = band / (float) bands;
      sheet.ink(Color.getHSBColor(hue, 0.16f + 0.5f * share, 0.97f - 0.22f * share));
      sheet.rect(0, bottom + band * height, 595, height + 1);
    }
  }

  private static void cloud(Sheet sheet, Random random, float x, float y, float size) throws IOException {
    for (int layer = 0; layer < 2; layer++) {
      sheet.ink(layer == 0 ? 0xdbe7f3 : 0xffffff);
      for (int puff = -3; puff <= 3; puff++) {
        float radius = size * (0.62f - Math.abs(puff) * 0.11f + random.nextFloat() * 0.14f);
        sheet.circle(x + puff * size * 0.52f, y + radius * 0.45f + (layer == 0 ? -size * 0.12f : 0), radius);
      }
    }
  }
}
