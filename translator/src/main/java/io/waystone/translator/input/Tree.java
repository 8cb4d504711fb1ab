package io.waystone.translator.input;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An object as it was written: maps, lists and scalars, each with a position where there is one (a
 * file has, the API server has not). Everything is read from such a tree, wherever it came from.
 */
public sealed interface Tree {

  /** Where it stands, if it was read from a text. */
  Optional<Position> position();

  /** A mapping; entries in the order they were written, keys unique. */
  record Mapping(Map<String, Tree> entries, Optional<Position> position) implements Tree {
    public Mapping {
      entries = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }
  }

  /** A sequence. */
  record Sequence(List<Tree> items, Optional<Position> position) implements Tree {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /** A string scalar. */
  record Text(String value, Optional<Position> position) implements Tree {}

  /** A number scalar. */
  record Num(BigDecimal value, Optional<Position> position) implements Tree {}

  /** {@code true} or {@code false}. */
  record Bool(boolean value, Optional<Position> position) implements Tree {}

  /** {@code null}, {@code ~} or nothing: the same as a missing field. */
  record Null(Optional<Position> position) implements Tree {}
}
