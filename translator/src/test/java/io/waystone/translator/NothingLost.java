package io.waystone.translator;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.input.AuthorizationPolicy;
import io.waystone.translator.input.AuthorizationPolicy.Condition;
import io.waystone.translator.input.AuthorizationPolicy.Rule;
import io.waystone.translator.input.Tree;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Nothing that is written in a policy is lost without a word: what is not in the record has left a
 * mark there.
 */
final class NothingLost {

  private static final Rule EVERYTHING = new Rule(0, List.of(), List.of(), List.of());

  private NothingLost() {}

  /** Compares a policy with the document that it was read from. */
  static void check(Tree document, AuthorizationPolicy policy, String context) {
    if (policy.unreadable()) {
      assertThat(policy.action()).as(context).isEqualTo(AuthorizationPolicy.Action.DENY);
      assertThat(policy.rules()).as(context).containsExactly(EVERYTHING);
      return;
    }
    Tree.Mapping spec = mapping(field(document, "spec"));
    assertThat(policy.action().name())
        .as(context)
        .isEqualTo(text(spec.entries().get("action")).orElse("ALLOW"));
    List<Tree> rules = items(spec.entries().get("rules"));
    assertThat(policy.rules()).as(context).hasSameSizeAs(rules);
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = policy.rules().get(i);
      List<Condition> conditions = rule.conditions().toList();
      boolean marked = conditions.stream().anyMatch(c -> c.invalidValues() || c.invalidNotValues());
      long read =
          conditions.stream().mapToLong(c -> c.values().size() + c.notValues().size()).sum();
      assertThat(marked || read == values(rules.get(i))).as(context).isTrue();
      for (String list : List.of("from", "to", "when")) {
        int entries = items(mapping(rules.get(i)).entries().get(list)).size();
        assertThat(
                switch (list) {
                  case "from" -> rule.from().size();
                  case "to" -> rule.to().size();
                  default -> rule.when().size();
                })
            .as(context)
            .isEqualTo(entries);
      }
    }
  }

  /** How many texts stand in lists. */
  private static long values(Tree tree) {
    return switch (tree) {
      case Tree.Mapping mapping ->
          mapping.entries().values().stream().mapToLong(NothingLost::values).sum();
      case Tree.Sequence sequence ->
          sequence.items().stream()
              .mapToLong(item -> item instanceof Tree.Text ? 1 : values(item))
              .sum();
      case Tree.Text _, Tree.Num _, Tree.Bool _, Tree.Null _ -> 0;
    };
  }

  private static @Nullable Tree field(Tree document, String name) {
    return mapping(document).entries().get(name);
  }

  /** What is no mapping says as much as an empty one. */
  private static Tree.Mapping mapping(@Nullable Tree tree) {
    return tree instanceof Tree.Mapping mapping
        ? mapping
        : new Tree.Mapping(Map.of(), Optional.empty());
  }

  private static List<Tree> items(@Nullable Tree tree) {
    return tree instanceof Tree.Sequence sequence ? sequence.items() : List.of();
  }

  private static Optional<String> text(@Nullable Tree tree) {
    return tree instanceof Tree.Text text ? Optional.of(text.value()) : Optional.empty();
  }
}
