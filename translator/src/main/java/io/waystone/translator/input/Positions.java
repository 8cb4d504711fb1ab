package io.waystone.translator.input;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Gives trees other positions. */
final class Positions {

  private Positions() {}

  /** The same tree, itself at another place; what is in it stays where it is. */
  static Tree at(Position position, Tree tree) {
    return placed(tree, Optional.of(position));
  }

  /** A tree that was parsed from a block of text, where that block stands: below its key. */
  static Tree below(Tree tree, Position key) {
    return all(
        tree,
        position ->
            position.map(inner ->
                new Position(
                    key.source(), key.line() + inner.line(), key.column() + inner.column())));
  }

  /** The same tree without positions. */
  static Tree none(Tree tree) {
    return all(tree, _ -> Optional.empty());
  }

  private static Tree all(Tree tree, UnaryOperator<Optional<Position>> move) {
    Tree moved =
        switch (tree) {
          case Tree.Mapping mapping -> {
            Map<String, Tree> entries = new LinkedHashMap<>();
            mapping.entries().forEach((key, value) -> entries.put(key, all(value, move)));
            yield new Tree.Mapping(entries, Optional.empty());
          }
          case Tree.Sequence sequence -> {
            List<Tree> items = sequence.items().stream().map(item -> all(item, move)).toList();
            yield new Tree.Sequence(items, Optional.empty());
          }
          case Tree.Text _, Tree.Num _, Tree.Bool _, Tree.Null _ -> tree;
        };
    return placed(moved, move.apply(tree.position()));
  }

  private static Tree placed(Tree tree, Optional<Position> at) {
    return switch (tree) {
      case Tree.Mapping mapping -> new Tree.Mapping(mapping.entries(), at);
      case Tree.Sequence sequence -> new Tree.Sequence(sequence.items(), at);
      case Tree.Text text -> new Tree.Text(text.value(), at);
      case Tree.Num number -> new Tree.Num(number.value(), at);
      case Tree.Bool bool -> new Tree.Bool(bool.value(), at);
      case Tree.Null _ -> new Tree.Null(at);
    };
  }
}
