package io.waystone.e2e.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** A table in Markdown. */
final class Table {

  /** Bytes of a kilobyte. */
  static final double KILO = 1 << 10;

  /** Bytes of a megabyte. */
  static final double MEGA = 1 << 20;

  private final String title;
  private final List<String> columns;
  private final List<List<String>> rows = new ArrayList<>();

  Table(String title, String... columns) {
    this.title = title;
    this.columns = List.of(columns);
  }

  /** Adds a row, a cell for each column. */
  void row(Object... cells) {
    List<String> row = List.of(cells).stream().map(String::valueOf).toList();
    if (row.size() != columns.size()) {
      throw new IllegalArgumentException(row + " in " + columns);
    }
    rows.add(row);
  }

  /** A number with its thousands. */
  static String number(double number) {
    return String.format(Locale.ROOT, "%,.0f", number);
  }

  /** Nanoseconds as seconds. */
  static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.2f", nanos / 1e9);
  }

  List<List<String>> rows() {
    return Collections.unmodifiableList(rows);
  }

  /** Prints it; nothing where there are no rows. */
  void print(PrintWriter out) {
    if (rows.isEmpty()) {
      return;
    }
    out.println("### " + title);
    out.println();
    out.println(line(columns));
    out.println("|" + "---|".repeat(columns.size()));
    rows.forEach(row -> out.println(line(row)));
    out.println();
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }
}
