package io.multiprocessing.sample.samples;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.pdfbox.pdmodel.PDDocument;

/** A table with sums. */
final class Invoice {

  private static final int TEAL = 0x0f766e;
  private static final int INK = 0x1f2937;
  private static final int GREY = 0x6b7280;
  private static final float LEFT = 56;
  private static final float RIGHT = 539;

  private static final List<Item> ITEMS = List.of(
      new Item("Worker process, forked to order", 2, 48_00),
      new Item("Heap, per 256 MB", 2, 16_00),
      new Item("Hard timeout, fitted", 1, 75_00),
      new Item("Poison, assorted, per flask", 4, 12_50),
      new Item("Replacement after a crash", 41, 0),
      new Item("Peace of mind, monthly", 12, 9_90),
      new Item("Envelope, padded, for large byte arrays", 20, 1_15));

  private Invoice() {}

  static byte[] create() throws IOException {
    try (PDDocument document = new PDDocument()) {
      try (Sheet sheet = new Sheet(document, Sheet.A4)) {
        head(sheet);
        int total = table(sheet);
        sums(sheet, total);
        sheet.ink(GREY).text(Sheet.SANS, 9, LEFT, 60,
            "Payable within 30 days. Thank you for running your code elsewhere.");
      }
      return Sheet.save(document);
    }
  }

  private static void head(Sheet sheet) throws IOException {
    sheet.ink(TEAL).rect(0, 812, 595, 30);
    sheet.ink(INK).text(Sheet.SANS_BOLD, 30, LEFT, 740, "Invoice");
    sheet.ink(GREY).textRight(Sheet.SANS, 10, RIGHT, 760, "No. 2041").textRight(Sheet.SANS, 10, RIGHT, 745, "14 March");
    sheet.ink(INK).text(Sheet.SANS_BOLD, 10, LEFT, 690, "To")
        .text(Sheet.SANS, 10, LEFT, 674, "Department of Unreliable Libraries")
        .text(Sheet.SANS, 10, LEFT, 660, "3 Segment Street");
  }

  private static int table(Sheet sheet) throws IOException {
    float y = 600;
    sheet.ink(TEAL).rect(LEFT, y - 9, RIGHT - LEFT, 26);
    sheet.ink(0xffffff).text(Sheet.SANS_BOLD, 10, LEFT + 10, y, "Item")
        .textRight(Sheet.SANS_BOLD, 10, 380, y, "Quantity")
        .textRight(Sheet.SANS_BOLD, 10, 455, y, "Price")
        .textRight(Sheet.SANS_BOLD, 10, RIGHT - 10, y, "Amount");
    int total = 0;
    for (int row = 0; row < ITEMS.size(); row++) {
      Item item = ITEMS.get(row);
      y -= 28;
      if (row % 2 == 1) {
        sheet.ink(0xf0fdfa).rect(LEFT, y - 10, RIGHT - LEFT, 28);
      }
      sheet.ink(INK).text(Sheet.SANS, 10, LEFT + 10, y, item.name)
          .textRight(Sheet.SANS, 10, 380, y, Integer.toString(item.quantity))
          .textRight(Sheet.SANS, 10, 455, y, money(item.cents))
          .textRight(Sheet.SANS, 10, RIGHT - 10, y, money(item.quantity * item.cents));
      total += item.quantity * item.cents;
    }
    return total;
  }

  private static void sums(Sheet sheet, int net) throws IOException {
    int tax = net / 5;
    sheet.ink(TEAL).line(1.2f, 360, 372, RIGHT, 372);
    sheet.ink(GREY).text(Sheet.SANS, 10, 360, 350, "Net").textRight(Sheet.SANS, 10, RIGHT - 10, 350, money(net));
    sheet.text(Sheet.SANS, 10, 360, 332, "Tax, 20 %").textRight(Sheet.SANS, 10, RIGHT - 10, 332, money(tax));
    sheet.ink(INK).text(Sheet.SANS_BOLD, 14, 360, 302, "Total")
        .textRight(Sheet.SANS_BOLD, 14, RIGHT - 10, 302, money(net + tax));
  }

  private static String money(int cents) {
    return String.format(Locale.ROOT, "%,.2f", cents / 100.0);
  }

  private record Item(String name, int quantity, int cents) {}
}
