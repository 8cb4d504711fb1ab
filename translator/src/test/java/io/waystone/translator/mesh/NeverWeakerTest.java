package io.waystone.translator.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.generate.RandomRules;
import io.waystone.translator.input.Attribute;
import io.waystone.translator.input.AuthorizationPolicy;
import io.waystone.translator.input.AuthorizationPolicy.Action;
import io.waystone.translator.input.AuthorizationPolicy.Condition;
import io.waystone.translator.input.AuthorizationPolicy.Rule;
import io.waystone.translator.input.Meta;
import io.waystone.translator.input.ObjectRef;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A policy is never weaker than it was written: what a DENY might refuse is refused, what an ALLOW
 * might not allow is not allowed; and where everything is told, it is exactly what was written.
 */
class NeverWeakerTest {

  /** Other seeds: -Dwaystone.seed=N. */
  private static final long SEED = Long.getLong("waystone.seed", 20_260_822);

  private static final int POLICIES = Integer.getInteger("waystone.policies", 1_000);
  private static final int REQUESTS = 30;
  private static final int PORT = 9000;
  private static final Place PODS = new Place.OfPods(new WaypointKey("default", "wp"));
  private static final Mesh MESH =
      new Mesh("td", List.of("alias", "old"), "istio-system", "cluster.local", "c");
  private static final Set<Attribute> TOLD_OF_CONNECTIONS =
      Set.of(
          Attribute.PRINCIPALS,
          Attribute.SERVICE_ACCOUNTS,
          Attribute.NAMESPACES,
          Attribute.IP_BLOCKS,
          Attribute.PORTS);
  private static final Set<Attribute> TOLD_OF_REQUESTS =
      Set.of(Attribute.HOSTS, Attribute.METHODS, Attribute.PATHS);

  /** How and where a policy is read. */
  private record Where(PolicyForm form, Place place) {}

  @ParameterizedTest
  @EnumSource(Action.class)
  void aPolicyIsNeverWeakerThanItWasWritten(Action action) {
    int exact = 0;
    int matched = 0;
    for (int i = 0; i < POLICIES; i++) {
      long seed = SEED + i;
      RandomRules draw = new RandomRules(seed);
      AuthorizationPolicy policy = policy(action, draw.rules());
      List<String> addresses =
          draw.one(List.of(List.of("10.96.0.1"), List.of("10.96.0.1", "fd00::1"), List.of()));
      List<Where> all =
          Stream.of(PolicyForm.values())
              .flatMap(form -> Stream.of(new Where(form, port(addresses)), new Where(form, PODS)))
              .toList();
      for (Where where : all) {
        PolicyForm form = where.form();
        boolean told = told(policy, form);
        Policy read = Narrowing.read(policy, form, where.place(), MESH, new Outcome.Notes());
        AsWritten written = new AsWritten(MESH, form == PolicyForm.HTTP);
        for (int r = 0; r < REQUESTS; r++) {
          Request request = request(draw, addresses);
          AsWritten.Answer meant = written.matches(policy.rules(), request);
          boolean matches = Enforced.matches(List.of(read), request);
          Supplier<String> context =
              () ->
                  "seed %d, %s at %s: %s%nread as %s%nfor %s"
                      .formatted(
                          seed,
                          form,
                          where.place().text(),
                          policy,
                          RuleText.of(List.of(read)),
                          request);
          if (action == Action.ALLOW ? matches : !matches) {
            assertThat(meant)
                .as(context)
                .isEqualTo(action == Action.ALLOW ? AsWritten.Answer.YES : AsWritten.Answer.NO);
          }
          if (told) {
            assertThat(matches).as(context).isEqualTo(meant == AsWritten.Answer.YES);
            exact++;
            matched += matches ? 1 : 0;
          }
        }
      }
    }
    // The property says nothing if the generator makes nothing that can be told or matches.
    assertThat(exact).as("answers that are told").isGreaterThan(POLICIES);
    assertThat(matched).as("of them matches").isBetween(exact / 20, exact - exact / 20);
  }

  /** Whether nothing in the policy may be narrowed or widened. */
  private static boolean told(AuthorizationPolicy policy, PolicyForm form) {
    return policy.rules().stream()
        .flatMap(NeverWeakerTest::conditions)
        .allMatch(condition ->
            !condition.invalidValues()
                && !condition.invalidNotValues()
                && Stream.concat(condition.values().stream(), condition.notValues().stream())
                    .noneMatch(value -> value.indexOf('{') >= 0)
                && (TOLD_OF_CONNECTIONS.contains(condition.attribute())
                    || (form == PolicyForm.HTTP
                        && TOLD_OF_REQUESTS.contains(condition.attribute()))));
  }

  private static Stream<Condition> conditions(Rule rule) {
    return Stream.concat(
        Stream.concat(rule.from().stream(), rule.to().stream())
            .flatMap(clause -> clause.conditions().stream()),
        rule.when().stream());
  }

  private static Place port(List<String> addresses) {
    PortKey key = new PortKey(new WaypointKey("default", "wp"), "web.example", PORT);
    MeshPort port =
        new MeshPort(key, ServiceKey.service("default", "web"), Protocol.DETECTED, addresses);
    return new Place.OfPort(port);
  }

  private static AuthorizationPolicy policy(Action action, List<Rule> rules) {
    Meta meta = new Meta(new ObjectRef("AuthorizationPolicy", "default", "p"), Optional.empty());
    return new AuthorizationPolicy(meta, List.of(), action, rules, false, false);
  }

  private static Request request(RandomRules draw, List<String> addresses) {
    List<Optional<Request.Peer>> peers =
        List.of(
            Optional.empty(),
            peer("td", "a", "x"),
            peer("td", "b", "y"),
            peer("alias", "a", "x"),
            peer("alias", "ab", "x"),
            peer("old", "b", "x"),
            peer("foreign", "a", "x"));
    return new Request(
        draw.one(peers),
        draw.one(List.of("10.1.2.3", "10.2.0.1", "192.0.2.1", "fd00::9")),
        addresses.isEmpty() ? "192.0.2.7" : draw.one(addresses),
        PORT,
        draw.one(List.of("a.example", "b.example", "c")),
        draw.one(List.of("GET", "POST", "PUT")),
        draw.one(List.of("/a", "/a/b", "/c")));
  }

  private static Optional<Request.Peer> peer(String domain, String namespace, String account) {
    return Optional.of(new Request.Peer(domain, namespace, account));
  }
}
