package io.waystone.e2e.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A table in Markdown. */
final class Table {

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
