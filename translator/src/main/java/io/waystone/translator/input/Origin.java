package io.waystone.translator.input;

import com.google.common.primitives.Ints;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Where an object was written. The tree is kept, and a field is looked up in it when something is
 * printed.
 */
public record Origin(Tree tree) {

  private static final Pattern STEP = Pattern.compile("\\[[^\\]]*\\]|[^.\\[\\]]+");

  /**
   * The position of a field, or of the closest parent that was written.
   *
   * @param field a path such as {@code spec.rules[0].backendRefs[1]}; empty for the object
   */
  public Optional<Position> position(String field) {
    Tree at = tree;
    Optional<Position> position = at.position();
    for (String step : steps(field)) {
      Optional<Tree> next = step(at, step);
      if (next.isEmpty()) {
        break;
      }
      at = next.get();
      position = at.position().or(() -> tree.position());
    }
    return position;
  }

  /** What stands in brackets is one step, whatever is in it: {@code labels[istio.io/a]}. */
  private static List<String> steps(String field) {
    return STEP.matcher(field).results().map(MatchResult::group).map(Origin::bare).toList();
  }

  private static String bare(String step) {
    return step.startsWith("[") ? step.substring(1, step.length() - 1) : step;
  }

  private static Optional<Tree> step(Tree tree, String step) {
    return switch (tree) {
      case Tree.Mapping mapping -> Optional.ofNullable(mapping.entries().get(step));
      case Tree.Sequence sequence ->
          Optional.ofNullable(Ints.tryParse(step))
              .filter(index -> index >= 0 && index < sequence.items().size())
              .map(index -> sequence.items().get(index));
      case Tree.Text _, Tree.Num _, Tree.Bool _, Tree.Null _ -> Optional.empty();
    };
  }
}
