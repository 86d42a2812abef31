package io.multiprocessing.benchmarks;

import io.multiprocessing.benchmarks.Report.Figure;
import io.multiprocessing.benchmarks.Report.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints a report for people. The lines are those of a Markdown table, aligned. */
final class Table {

  private static final String NONE = "-";

  private Table() {}

  static String of(Report report) {
    List<String> titles = new ArrayList<>(report.peers().keySet());
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"", "unit", titles.get(0), titles.size() > 1 ? titles.get(1) : NONE, "ratio"});
    for (Figure figure : report.figures()) {
      rows.add(new String[] {
        figure.title(),
        figure.unit(),
        number(figure.ours()),
        number(figure.theirs()),
        figure.verdict() == null ? NONE : figure.verdict()
      });
    }
    return render(rows);
  }

  private static String number(@Nullable Series series) {
    if (series == null) {
      return NONE;
    }
    double value = series.median();
    int decimals = value >= 1000 ? 0 : value >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  private static String render(List<String[]> rows) {
    int[] widths = new int[rows.get(0).length];
    for (String[] row : rows) {
      for (int column = 0; column < row.length; column++) {
        widths[column] = Math.max(widths[column], row[column].length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      append(text, rows.get(i), widths);
      if (i == 0) {
        appendRule(text, widths);
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String[] row, int[] widths) {
    for (int column = 0; column < row.length; column++) {
      boolean left = column < 2;
      text.append("| ").append(String.format("%" + (left ? "-" : "") + widths[column] + "s", row[column])).append(' ');
    }
    text.append('|').append(System.lineSeparator());
  }

  private static void appendRule(StringBuilder text, int[] widths) {
    for (int column = 0; column < widths.length; column++) {
      text.append('|').append("-".repeat(widths[column] + 1)).append(column < 2 ? '-' : ':');
    }
    text.append('|').append(System.lineSeparator());
  }
}
