package io.waystone.translator.envoy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * The faults found in one message so far, and the place at which the check stands. The path is kept
 * as steps and only written out for a fault, since most messages have none.
 */
final class Findings {

  private static final int LONGEST_VALUE = 80;

  /** One step from a message to a value within it. */
  private sealed interface Step {
    record Field(String name) implements Step {}

    record Item(int index) implements Step {}

    record Entry(String key) implements Step {}

    record Content(String type) implements Step {}
  }

  private final Deque<Step> path = new ArrayDeque<>();
  private final List<String> violations = new ArrayList<>();

  /** What was found, in the order in which it was found. */
  List<String> violations() {
    return List.copyOf(violations);
  }

  /** How many were found. */
  int count() {
    return violations.size();
  }

  /** Goes to a field of the message, by its proto name. Each step needs its {@link #leave}. */
  void enterField(String name) {
    path.addLast(new Step.Field(name));
  }

  /** Goes to an item of the repeated field. */
  void enterItem(int index) {
    path.addLast(new Step.Item(index));
  }

  /** Goes to an entry of the map. */
  void enterEntry(Object key) {
    path.addLast(new Step.Entry(key.toString()));
  }

  /** Goes into an {@code Any} with a message of this type. */
  void enterContent(String simpleName) {
    path.addLast(new Step.Content(simpleName));
  }

  /** Goes back by one step. */
  void leave() {
    path.removeLast();
  }

  /** A fault of what the check stands at. */
  void add(String problem) {
    StringBuilder line = new StringBuilder();
    for (Iterator<Step> steps = path.iterator(); steps.hasNext(); ) {
      write(steps.next(), line);
    }
    violations.add(line.isEmpty() ? problem : line.append(": ").append(problem).toString());
  }

  /** A fault of what the check stands at, with the value that has it. */
  void add(String problem, Object value) {
    add(problem + ", not " + (value instanceof String text ? shorten(text) : clip(value)));
  }

  /** A fault of a field of what the check stands at. */
  void addTo(String field, String problem) {
    enterField(field);
    add(problem);
    leave();
  }

  /** A fault of an item of a repeated field of what the check stands at. */
  void addTo(String field, int index, String problem) {
    enterField(field);
    enterItem(index);
    add(problem);
    leave();
    leave();
  }

  /** A text as it stands in a violation: quoted, on one line, its beginning only. */
  static String shorten(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : clip(text).toCharArray()) {
      quoted.append(Character.isISOControl(c) ? "\\u%04x".formatted((int) c) : String.valueOf(c));
    }
    return quoted.append('"').toString();
  }

  private static String clip(Object value) {
    String text = value.toString();
    return text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE) + "…" : text;
  }

  private static void write(Step step, StringBuilder line) {
    switch (step) {
      case Step.Field(String name) -> line.append(line.isEmpty() ? "" : ".").append(name);
      case Step.Item(int index) -> line.append('[').append(index).append(']');
      case Step.Entry(String key) -> line.append('[').append(shorten(key)).append(']');
      case Step.Content(String type) -> line.append("(…").append(type).append(')');
    }
  }
}
