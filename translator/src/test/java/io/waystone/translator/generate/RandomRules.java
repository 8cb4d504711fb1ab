package io.waystone.translator.generate;

import io.waystone.translator.input.Attribute;
import io.waystone.translator.input.AuthorizationPolicy.Clause;
import io.waystone.translator.input.AuthorizationPolicy.Condition;
import io.waystone.translator.input.AuthorizationPolicy.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Random rules of AuthorizationPolicies over small sets of values, so that requests drawn from the
 * same sets often match.
 */
public final class RandomRules {

  private final Random random;

  /** The same seed gives the same rules. */
  public RandomRules(long seed) {
    random = new Random(seed);
  }

  /** From none to three rules. */
  public List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    for (int count = random.nextInt(4); count > 0; count--) {
      rules.add(
          new Rule(
              rules.size(),
              some(() -> clause(Attribute.Part.SOURCE)),
              some(() -> clause(Attribute.Part.OPERATION)),
              some(() -> condition(one(withKey())))));
    }
    return rules;
  }

  /** One of these. */
  public <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** From none to two. */
  private <T> List<T> some(Supplier<T> supplier) {
    List<T> made = new ArrayList<>();
    for (int count = random.nextInt(3); count > 0; count--) {
      made.add(supplier.get());
    }
    return made;
  }

  private Clause clause(Attribute.Part part) {
    List<Attribute> fields =
        Arrays.stream(Attribute.values())
            .filter(attribute -> attribute.part() == part && !attribute.field().isEmpty())
            .toList();
    return new Clause(some(() -> condition(one(fields))));
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
    List<String> values = some(() -> one(values(attribute)));
    List<String> not = some(() -> one(values(attribute)));
    boolean invalid = random.nextInt(8) == 0;
    boolean invalidNot = random.nextInt(8) == 0;
    boolean nothing = values.isEmpty() && not.isEmpty() && !invalidNot;
    return new Condition(attribute, "", values, not, invalid || nothing, invalidNot);
  }

  /** The values that conditions on an attribute are drawn from. */
  private static List<String> values(Attribute attribute) {
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
      case IP_BLOCKS -> List.of("10.0.0.0/8", "10.1.0.0/16", "fd00::/8", "0.0.0.0/0");
      case DESTINATION_IP -> List.of("10.96.0.1/32", "10.96.0.0/16", "fd00::/8", "10.97.0.0/16");
      case HOSTS -> List.of("a.example", "*.example", "b*", "*");
      case METHODS -> List.of("GET", "POST", "P*", "*");
      case PATHS -> List.of("/a", "/a/*", "*/b", "/{*}", "*");
      case PORTS -> List.of("80", "81", "9000");
      case REQUEST_PRINCIPALS,
          TRUST_DOMAINS,
          REMOTE_IP_BLOCKS,
          SNI,
          HEADERS,
          AUDIENCES,
          PRESENTER,
          CLAIMS,
          UNKNOWN ->
          List.of("v", "w*");
    };
  }
}
