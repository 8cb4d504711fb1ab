package io.waystone.translator.generate;

import io.waystone.translator.input.Tree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Faults in trees. */
final class HostileTrees {

  private final Draw draw;
  private final HostileWords words;

  HostileTrees(Draw draw) {
    this.draw = draw;
    words = new HostileWords(draw);
  }

  /** The tree with so many faults. */
  Tree in(Tree tree, int faults) {
    Tree mutated = tree;
    for (int i = 0; i < faults; i++) {
      mutated = fault(mutated);
    }
    return mutated;
  }

  private Tree fault(Tree tree) {
    return switch (tree) {
      case Tree.Mapping mapping when !mapping.entries().isEmpty() -> in(mapping);
      case Tree.Sequence sequence when !sequence.items().isEmpty() -> in(sequence);
      case Tree.Text text -> draw.percent(85) ? HostilePolicies.text(words.like(text)) : other();
      case Tree.Mapping _, Tree.Sequence _, Tree.Num _, Tree.Bool _, Tree.Null _ -> other();
    };
  }

  private Tree in(Tree.Mapping mapping) {
    Map<String, Tree> entries = new LinkedHashMap<>(mapping.entries());
    List<String> keys = List.copyOf(entries.keySet());
    // The spec is most of it.
    String key = entries.containsKey("spec") && draw.percent(80) ? "spec" : draw.of(keys);
    Tree value = Optional.ofNullable(entries.get(key)).orElseThrow();
    switch (draw.below(24)) {
      case 0 -> entries.remove(key);
      case 1 -> entries.put(key, other());
      case 2 -> entries.put(words.any(), value);
      case 3 -> {
        entries.remove(key);
        entries.put(draw.of(key + "s", key.toUpperCase(java.util.Locale.ROOT), "not" + key), value);
      }
      default -> entries.put(key, fault(value));
    }
    return HostilePolicies.mapping(entries);
  }

  private Tree in(Tree.Sequence sequence) {
    List<Tree> items = new ArrayList<>(sequence.items());
    int at = draw.below(items.size());
    switch (draw.below(24)) {
      case 0 -> items.remove(at);
      case 1 -> items.set(at, other());
      case 2 -> items.add(items.get(at));
      case 3 -> items.clear();
      case 4 -> {
        if (draw.percent(10)) {
          items.addAll(Collections.nCopies(1_100, items.get(at)));
        }
      }
      case 5 -> items.set(at, HostilePolicies.list(List.of(items.get(at))));
      case 6 -> items.add(fault(items.get(at)));
      default -> items.set(at, fault(items.get(at)));
    }
    return HostilePolicies.list(items);
  }

  /** Anything else. */
  private Tree other() {
    return switch (draw.below(9)) {
      case 0 -> new Tree.Null(Optional.empty());
      case 1 -> new Tree.Bool(draw.percent(50), Optional.empty());
      case 2 -> HostilePolicies.number(draw.of("0", "80", "-1", "0.5", "1e999", "-1e-999"));
      case 3 -> HostilePolicies.list(List.of());
      case 4 -> HostilePolicies.mapping(Map.of());
      case 5 -> HostilePolicies.map(words.any(), HostilePolicies.text(words.any()));
      case 6 -> {
        Tree deep = HostilePolicies.text("a");
        for (int i = draw.of(5, 60, 150); i > 0; i--) {
          deep =
              draw.percent(50)
                  ? HostilePolicies.list(List.of(deep))
                  : HostilePolicies.map("a", deep);
        }
        yield deep;
      }
      default -> HostilePolicies.text(words.any());
    };
  }
}
