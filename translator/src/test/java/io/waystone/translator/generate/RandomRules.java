package io.waystone.translator.generate;

import io.waystone.translator.input.Attribute;
import io.waystone.translator.input.AuthorizationPolicy.Clause;
import io.waystone.translator.input.AuthorizationPolicy.Condition;
import io.waystone.translator.input.AuthorizationPolicy.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * Random rules of AuthorizationPolicies over small sets of values, so that requests drawn from the
 * same sets often match.
 */
public final class RandomRules {

  private final Draw draw;

  /** Rules of these choices. */
  public RandomRules(Draw draw) {
    this.draw = draw;
  }

  /** From none to three rules. */
  public List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    for (int count = draw.below(4); count > 0; count--) {
      rules.add(
          new Rule(
              rules.size(),
              some(() -> clause(Attribute.Part.SOURCE)),
              some(() -> clause(Attribute.Part.OPERATION)),
              some(() -> condition(draw.of(withKey())))));
    }
    return rules;
  }

  /** From none to two. */
  private <T> List<T> some(Supplier<T> supplier) {
    List<T> made = new ArrayList<>();
    for (int count = draw.below(3); count > 0; count--) {
      made.add(supplier.get());
    }
    return made;
  }

  /** A field is written once. */
  private Clause clause(Attribute.Part part) {
    List<Attribute> fields =
        Arrays.stream(Attribute.values())
            .filter(attribute -> attribute.part() == part && !attribute.field().isEmpty())
            .toList();
    return new Clause(
        some(() -> draw.of(fields)).stream().distinct().map(this::condition).toList());
  }

  private static List<Attribute> withKey() {
    return Arrays.stream(Attribute.values())
        .filter(attribute -> !attribute.key().isEmpty() || attribute == Attribute.UNKNOWN)
        .toList();
  }

  /** As the reader makes them: something is always written, readable or not. */
  private Condition condition(Attribute attribute) {
    if (attribute == Attribute.UNKNOWN) {
      return new Condition(attribute, "", List.of(), List.of(), true, false);
    }
    List<String> values = some(() -> draw.of(values(attribute)));
    List<String> not = some(() -> draw.of(values(attribute)));
    boolean invalid = draw.below(8) == 0;
    boolean invalidNot = draw.below(8) == 0;
    boolean nothing = values.isEmpty() && not.isEmpty() && !invalidNot;
    String argument =
        switch (attribute) {
          case HEADERS -> draw.of("x-a", "x-b");
          case CLAIMS -> draw.of("g", "n][g", "sub");
          default -> "";
        };
    return new Condition(attribute, argument, values, not, invalid || nothing, invalidNot);
  }

  /** The values that conditions on an attribute are drawn from. */
  static List<String> values(Attribute attribute) {
    return switch (attribute) {
      case PRINCIPALS ->
          List.of(
              "td/ns/a/sa/x",
              "alias/ns/a/sa/x",
              "cluster.local/ns/b/sa/x",
              "*ias/ns/b/sa/x",
              "*/ns/a/sa/x",
              "td/ns/a/*",
              "foreign/ns/a/sa/x",
              "*");
      case SERVICE_ACCOUNTS -> List.of("a/x", "b/x", "a/y");
      case NAMESPACES -> List.of("a", "b", "a*", "*b", "*");
      case IP_BLOCKS ->
          List.of("10.0.0.0/8", "10.1.0.0/16", "127.10.0.0/16", "fd00::/8", "0.0.0.0/0");
      case DESTINATION_IP -> List.of("10.96.0.1/32", "10.96.0.0/16", "fd00::/8", "10.97.0.0/16");
      case HOSTS -> List.of("a.example", "*.example", "b*", "*");
      case METHODS -> List.of("GET", "POST", "P*", "*");
      case PATHS -> List.of("/a", "/a/*", "*/b", "/{*}", "/a/{*}", "/a/{**}", "/a+b", "*");
      case PORTS -> List.of("80", "81", "9000");
      case TRUST_DOMAINS -> List.of("td", "alias", "foreign", "t*", "*td", "*", "cluster.local");
      case REMOTE_IP_BLOCKS -> List.of("10.1.0.0/16", "192.0.2.9/32", "fd00::/8");
      case SNI -> List.of("a.example", "*.example", "B.example", "x*", "*");
      case HEADERS -> List.of("v", "w", "v*", "*v", "a.b", "*");
      case REQUEST_PRINCIPALS -> List.of("i/v", "https://i/w", "i/*", "*/v", "*", "i*", "*v", "j");
      case AUDIENCES, PRESENTER, CLAIMS -> List.of("v", "w*", "*v", "a.b", "*");
      case UNKNOWN -> List.of();
    };
  }
}
