package io.waystone.translator.input;

/**
 * A place in a text that people wrote.
 *
 * @param source file path as the user gave it, {@code <stdin>}, or what else names the text
 * @param line counted from 1
 * @param column counted from 1
 */
public record Position(String source, int line, int column) {

  @Override
  public String toString() {
    return source + ":" + line;
  }
}
