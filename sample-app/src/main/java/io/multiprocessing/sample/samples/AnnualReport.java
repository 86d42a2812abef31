package io.multiprocessing.sample.samples;

import java.io.IOException;
import org.apache.pdfbox.pdmodel.PDDocument;

/** A cover, a page with a chart, a page of prose. */
final class AnnualReport {

  private static final int NAVY = 0x14213d;
  private static final int AMBER = 0xfca311;
  private static final int GREY = 0x6b7280;
  private static final float LEFT = 64;
  private static final int[] RENDERED = {212, 268, 251, 334, 389, 420, 398, 476, 521, 560, 607, 688};
  private static final String MONTHS = "JFMAMJJASOND";

  private AnnualReport() {}

  static byte[] create() throws IOException {
    try (PDDocument document = new PDDocument()) {
      cover(document);
      chart(document);
      prose(document);
      return Sheet.save(document);
    }
  }

  private static void cover(PDDocument document) throws IOException {
    try (Sheet sheet = new Sheet(document, Sheet.A4)) {
      sheet.ink(NAVY).rect(0, 0, 595, 842);
      for (int band = 0; band < 22; band++) {
        float[] wave = new float[2 * 60];
        for (int i = 0; i < 60; i++) {
          wave[2 * i] = i * 595f / 59;
          wave[2 * i + 1] = (float) (150 + band * 9 + Math.sin(i / 9.0 + band / 5.0) * (10 + band * 3.2));
        }
        sheet.ink(band % 7 == 3 ? AMBER : 0x3d5a98).line(band % 7 == 3 ? 2.4f : 0.9f, wave);
      }
      sheet.ink(AMBER).rect(LEFT, 690, 44, 6);
      sheet.ink(0xffffff).text(Sheet.SANS_BOLD, 46, LEFT, 620, "Annual")
          .text(Sheet.SANS_BOLD, 46, LEFT, 568, "Report");
      sheet.ink(0xb8c4e0).text(Sheet.SANS, 13, LEFT, 532, "The year in which no document took the service down");
      sheet.text(Sheet.SANS, 10, LEFT, 60, "Paper & Process Ltd.");
    }
  }

  private static void chart(PDDocument document) throws IOException {
    try (Sheet sheet = new Sheet(document, Sheet.A4)) {
      heading(sheet, "Documents rendered", "in thousands, by month");
      for (int line = 0; line <= 7; line++) {
        float y = 420 + line * 36;
        sheet.ink(0xe5e7eb).line(0.6f, LEFT, y, 531, y);
        sheet.ink(GREY).text(Sheet.SANS, 8, LEFT - 24, y - 3, Integer.toString(line * 100));
      }
      for (int month = 0; month < RENDERED.length; month++) {
        float x = LEFT + 8 + month * 38.5f;
        sheet.ink(month == RENDERED.length - 1 ? AMBER : NAVY).rect(x, 420, 24, RENDERED[month] * 0.36f);
        sheet.ink(GREY).text(Sheet.SANS, 9, x + 8, 404, MONTHS.substring(month, month + 1));
      }
      sheet.ink(0x1f2937).paragraph(Sheet.SERIF, 12, LEFT, 356, 467,
          "December was the best month so far: 688 thousand documents, of which 41 brought their worker down. None of "
              + "them was noticed by anybody but its sender. The median time from upload to thumbnail fell to 190 "
              + "milliseconds.");
    }
  }

  private static void prose(PDDocument document) throws IOException {
    try (Sheet sheet = new Sheet(document, Sheet.A4)) {
      heading(sheet, "What we learned", "from a year of hostile files");
      float y = 650;
      for (String paragraph : new String[] {
          "Most files are harmless. The few that are not share no mark that could be tested for: they come from "
              + "scanners, from museums, from people in a hurry. A library that reads them will some day meet the one "
              + "that it can't.",
          "What can be chosen is where that happens. A process is a wall that a crash does not cross, a limit that a "
              + "leak does not pass, and a thing that can be ended from outside at any moment. A thread is none of "
              + "these.",
          "So every document is read in a process that may be lost. Losing one costs the document, a line in the log, "
              + "and the time in which a fresh process starts: less than a person needs to notice it."}) {
        y = sheet.ink(0x1f2937).paragraph(Sheet.SERIF, 12, LEFT, y, 467, paragraph) - 10;
      }
    }
  }

  private static void heading(Sheet sheet, String title, String subtitle) throws IOException {
    sheet.ink(AMBER).rect(LEFT, 770, 28, 4);
    sheet.ink(NAVY).text(Sheet.SANS_BOLD, 26, LEFT, 732, title);
    sheet.ink(GREY).text(Sheet.SANS, 12, LEFT, 710, subtitle);
  }
}
