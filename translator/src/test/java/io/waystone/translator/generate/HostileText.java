package io.waystone.translator.generate;

import io.waystone.translator.input.Tree;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Trees as YAML of one line, perhaps with faults that only a text can have. */
final class HostileText {

  private final Draw draw;

  HostileText(Draw draw) {
    this.draw = draw;
  }

  String of(Tree tree) {
    String text = written(tree);
    if (draw.percent(90)) {
      return text;
    }
    int at = draw.below(text.length() + 1);
    String before = text.substring(0, at);
    String after = text.substring(at);
    return switch (draw.below(8)) {
      case 0 -> before;
      case 1 -> after;
      case 2 -> before + draw.of("\0", "\u0007", "\ud800", "\ufeff", "\t", "\u2028") + after;
      case 3 -> before + draw.of("&a ", "*a ", "!!binary ", "!x ", "%", "? ", ": ", ", ") + after;
      case 4 -> before + draw.of("{", "[", "}", "]", "\"", "'", "#", "---\n", "\n...\n") + after;
      // The whole of it as every item of a list, and again.
      case 5 -> "a: &a " + text + "\nb: &b [*a, *a, *a, *a]\nc: [*b, *b, *b, *b]\n";
      case 6 -> text + "\n---\n" + before;
      default -> "[".repeat(draw.of(50, 5_000)) + text;
    };
  }

  private static String written(Tree tree) {
    return switch (tree) {
      case Tree.Mapping(Map<String, Tree> entries, _) ->
          entries.entrySet().stream()
              .map(entry -> quoted(entry.getKey()) + ": " + written(entry.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
      case Tree.Sequence(List<Tree> items, _) ->
          items.stream().map(HostileText::written).collect(Collectors.joining(", ", "[", "]"));
      case Tree.Text(String value, _) -> quoted(value);
      case Tree.Num(var value, _) -> value.toString();
      case Tree.Bool(boolean value, _) -> Boolean.toString(value);
      case Tree.Null _ -> "null";
    };
  }

  private static String quoted(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    value
        .chars()
        .forEach(c -> {
          if (c == '"' || c == '\\') {
            quoted.append('\\').append((char) c);
          } else if (c >= ' ' && c < 0x7f) {
            quoted.append((char) c);
          } else {
            quoted.append("\\u%04x".formatted(c));
          }
        });
    return quoted.append('"').toString();
  }
}
