package io.waystone.translator.input;

import java.util.Optional;

/**
 * Where an object was written. The tree is kept, and a field is looked up in it when something is
 * printed.
 */
public record Origin(Tree tree) {

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

  private static Iterable<String> steps(String field) {
    return com.google.common.base.Splitter.on(com.google.common.base.CharMatcher.anyOf(".[]"))
        .omitEmptyStrings()
        .split(field);
  }

  private static Optional<Tree> step(Tree tree, String step) {
    return switch (tree) {
      case Tree.Mapping mapping -> Optional.ofNullable(mapping.entries().get(step));
      case Tree.Sequence sequence ->
          step.chars().allMatch(Character::isDigit)
                  && Integer.parseInt(step) < sequence.items().size()
              ? Optional.of(sequence.items().get(Integer.parseInt(step)))
              : Optional.empty();
      case Tree.Text _, Tree.Num _, Tree.Bool _, Tree.Null _ -> Optional.empty();
    };
  }
}
