package io.waystone.translator.generate;

import io.waystone.translator.input.Attribute;
import io.waystone.translator.input.Tree;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * AuthorizationPolicies as somebody may write them who means harm, or does not look: well-formed
 * documents, most of them with faults, as text.
 */
public final class HostilePolicies {

  private final Draw draw;
  private final HostileTrees faults;

  /** Documents of these choices. */
  public HostilePolicies(Draw draw) {
    this.draw = draw;
    faults = new HostileTrees(draw);
  }

  /**
   * A document, perhaps no YAML.
   *
   * @param service a Service of the namespace, which it targets if nothing is wrong with it
   */
  public String document(String namespace, String name, String service) {
    Tree tree = faults.in(policy(namespace, name, service), draw.below(4));
    return new HostileText(draw).of(tree);
  }

  private Tree policy(String namespace, String name, String service) {
    Map<String, Tree> metadata = new LinkedHashMap<>();
    metadata.put("name", text(name));
    metadata.put("namespace", text(namespace));
    draw.maybe(10, () -> draw.of("true", "false", "yes", ""))
        .ifPresent(value -> metadata.put("annotations", map("istio.io/dry-run", text(value))));
    return mapping(
        Map.entry("apiVersion", text("security.istio.io/v1")),
        Map.entry("kind", text("AuthorizationPolicy")),
        Map.entry("metadata", mapping(metadata)),
        Map.entry("spec", spec(service)));
  }

  private Tree spec(String service) {
    Map<String, Tree> spec = new LinkedHashMap<>();
    spec.put("targetRefs", list(List.of(target(service))));
    String action = draw.of("ALLOW", "ALLOW", "ALLOW", "DENY", "DENY", "DENY", "AUDIT", "CUSTOM");
    spec.put("action", text(action));
    if (action.equals("CUSTOM")) {
      spec.put("provider", map("name", text("opa")));
    }
    spec.put("rules", list(draw.list(1, 3, this::rule)));
    return mapping(spec);
  }

  private Tree target(String service) {
    return mapping(
        Map.entry("group", text("")),
        Map.entry("kind", text("Service")),
        Map.entry("name", text(service)));
  }

  private Tree rule() {
    Map<String, Tree> rule = new LinkedHashMap<>();
    draw.maybe(70, () -> clauses("source", Attribute.Part.SOURCE))
        .ifPresent(from -> rule.put("from", from));
    draw.maybe(60, () -> clauses("operation", Attribute.Part.OPERATION))
        .ifPresent(to -> rule.put("to", to));
    draw.maybe(50, () -> list(draw.list(1, 2, this::when)))
        .ifPresent(when -> rule.put("when", when));
    return mapping(rule);
  }

  private Tree clauses(String name, Attribute.Part part) {
    List<Attribute> fields =
        Arrays.stream(Attribute.values())
            .filter(attribute -> attribute.part() == part && !attribute.field().isEmpty())
            .toList();
    return list(draw.list(1, 2, () -> map(name, clause(fields))));
  }

  private Tree clause(List<Attribute> fields) {
    Map<String, Tree> clause = new LinkedHashMap<>();
    draw.list(1, 2, () -> draw.of(fields))
        .forEach(attribute ->
            clause.put(
                draw.percent(25) ? attribute.notField() : attribute.field(), values(attribute)));
    return mapping(clause);
  }

  private Tree when() {
    Attribute attribute =
        draw.of(Arrays.stream(Attribute.values()).filter(a -> !a.key().isEmpty()).toList());
    String argument =
        switch (attribute) {
          case HEADERS -> draw.of("[x-a]", "[X-B]");
          case CLAIMS -> draw.of("[g]", "[n][g]", "[sub]");
          default -> "";
        };
    return mapping(
        Map.entry("key", text(attribute.key() + argument)),
        Map.entry(draw.percent(25) ? "notValues" : "values", values(attribute)));
  }

  private Tree values(Attribute attribute) {
    return list(draw.list(1, 3, () -> text(draw.of(RandomRules.values(attribute)))));
  }

  static Tree text(String value) {
    return new Tree.Text(value, Optional.empty());
  }

  static Tree number(String value) {
    return new Tree.Num(new BigDecimal(value), Optional.empty());
  }

  static Tree list(List<Tree> items) {
    return new Tree.Sequence(new ArrayList<>(items), Optional.empty());
  }

  static Tree map(String key, Tree value) {
    return mapping(Map.of(key, value));
  }

  static Tree mapping(Map<String, Tree> entries) {
    return new Tree.Mapping(entries, Optional.empty());
  }

  @SafeVarargs
  private static Tree mapping(Map.Entry<String, Tree>... entries) {
    Map<String, Tree> all = new LinkedHashMap<>();
    for (Map.Entry<String, Tree> entry : entries) {
      all.put(entry.getKey(), entry.getValue());
    }
    return mapping(all);
  }
}
