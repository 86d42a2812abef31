package io.multiprocessing.sample.samples;

import java.io.IOException;
import java.util.Random;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDRectangle;

/** A round map of an invented sky, on a square page. */
final class StarMap {

  private static final float SIZE = 720;
  private static final float CENTRE = SIZE / 2;
  private static final float RADIUS = 310;
  private static final String[] NAMES = {
    "The Worker", "The Pool", "The Signal", "The Spare", "The Barrier", "The Fork"
  };

  private StarMap() {}

  static byte[] create() throws IOException {
    Random random = new Random(2041);
    try (PDDocument document = new PDDocument()) {
      try (Sheet sheet = new Sheet(document, new PDRectangle(SIZE, SIZE))) {
        sheet.ink(0x0b1026).rect(0, 0, SIZE, SIZE);
        sheet.ink(0x111a3a).circle(CENTRE, CENTRE, RADIUS);
        grid(sheet);
        milkyWay(sheet, random);
        for (int i = 0; i < NAMES.length; i++) {
          constellation(sheet, random, i * 2 * Math.PI / NAMES.length, NAMES[i]);
        }
        sheet.ink(0xc9b46a).ring(CENTRE, CENTRE, RADIUS, 2).ring(CENTRE, CENTRE, RADIUS + 8, 0.7f);
        sheet.text(Sheet.SERIF_ITALIC, 18, 28, 28, "Tabula caeli");
      }
      return Sheet.save(document);
    }
  }

  private static void grid(Sheet sheet) throws IOException {
    sheet.ink(0x26346a);
    for (int ring = 1; ring < 4; ring++) {
      sheet.ring(CENTRE, CENTRE, RADIUS * ring / 4, 0.6f);
    }
    for (int spoke = 0; spoke < 12; spoke++) {
      double angle = spoke * Math.PI / 6;
      sheet.line(0.6f, x(angle, 0), y(angle, 0), x(angle, RADIUS), y(angle, RADIUS));
    }
  }

  private static void milkyWay(Sheet sheet, Random random) throws IOException {
    for (int star = 0; star < 1400; star++) {
      double angle = random.nextDouble() * 2 * Math.PI;
      double distance = Math.sqrt(random.nextDouble()) * (RADIUS - 6);
      boolean inBand = Math.abs(Math.sin(angle - 0.7)) * distance < 60;
      if (inBand || random.nextInt(3) == 0) {
        sheet.ink(inBand ? 0x8fa3e8 : 0xdfe6ff)
            .circle(x(angle, distance), y(angle, distance), random.nextFloat() * 1.1f);
      }
    }
  }

  private static void constellation(Sheet sheet, Random random, double angle, String name) throws IOException {
    float[] points = new float[2 * 6];
    for (int i = 0; i < 6; i++) {
      double at = angle + (random.nextDouble() - 0.5) * 0.75;
      double distance = 110 + random.nextDouble() * 160;
      points[2 * i] = x(at, distance);
      points[2 * i + 1] = y(at, distance);
    }
    sheet.ink(0x6f83d6).line(0.9f, points);
    sheet.ink(0xfff3c4);
    for (int i = 0; i < points.length; i += 2) {
      sheet.circle(points[i], points[i + 1], 2 + random.nextFloat() * 2.2f);
    }
    sheet.ink(0xc9b46a).text(Sheet.SERIF_ITALIC, 12, points[0] + 8, points[1] + 6, name);
  }

  private static float x(double angle, double distance) {
    return (float) (CENTRE + Math.cos(angle) * distance);
  }

  private static float y(double angle, double distance) {
    return (float) (CENTRE + Math.sin(angle) * distance);
  }
}
