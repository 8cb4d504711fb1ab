package io.waystone.translator.mesh;

import static io.waystone.translator.generate.RandomRequests.MESH;
import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.explain.Request;
import io.waystone.translator.explain.Verdict;
import io.waystone.translator.generate.Draw;
import io.waystone.translator.generate.RandomRequests;
import io.waystone.translator.generate.RandomRules;
import io.waystone.translator.input.Attribute;
import io.waystone.translator.input.AuthorizationPolicy;
import io.waystone.translator.input.AuthorizationPolicy.Action;
import io.waystone.translator.input.AuthorizationPolicy.Rule;
import io.waystone.translator.input.Meta;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.mesh.PortPolicies.RuleSet;
import java.util.List;
import java.util.Optional;
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

  private static final int POLICIES = Integer.getInteger("waystone.policies", 500);
  private static final int REQUESTS = 30;
  private static final int PORT = 9000;
  private static final List<String> SOURCES =
      List.of("10.1.2.3", "10.2.0.1", "192.0.2.1", "fd00::9");
  private static final Place PODS = new Place.OfPods(new WaypointKey("default", "wp"));

  /** How and where a policy is read. */
  private record Where(PolicyForm form, Place place) {}

  @ParameterizedTest
  @EnumSource(names = {"ALLOW", "DENY"})
  void aPolicyIsNeverWeakerThanItWasWritten(Action action) {
    int exact = 0;
    int matched = 0;
    for (int i = 0; i < POLICIES; i++) {
      long seed = SEED + i;
      Draw draw = new Draw(seed);
      AuthorizationPolicy policy = policy(action, new RandomRules(draw).rules());
      RandomRequests requests = new RandomRequests(draw, PORT, SOURCES);
      List<String> addresses =
          draw.of(List.of(List.of("10.96.0.1"), List.of("10.96.0.1", "fd00::1"), List.of()));
      List<Where> all =
          Stream.of(PolicyForm.values())
              .flatMap(form ->
                  switch (form) {
                    case HTTP, TCP ->
                        Stream.of(new Where(form, port(addresses)), new Where(form, PODS));
                    case ZTUNNEL -> Stream.of(new Where(form, new Place.OfWorkloads()));
                  })
              .toList();
      for (Where where : all) {
        PolicyForm form = where.form();
        boolean told = told(policy, form);
        Policy read = Narrowing.read(policy, form, where.place(), MESH, new Outcome.Notes());
        AsWritten written = new AsWritten(MESH);
        for (int r = 0; r < REQUESTS; r++) {
          Request request =
              switch (form) {
                case HTTP -> requests.request(addresses);
                case TCP, ZTUNNEL -> requests.connection(addresses);
              };
          AsWritten.Answer meant = written.matches(policy.rules(), request);
          boolean matches =
              !Verdict.of(new RuleSet(List.of(read), List.of()), request).decision().isAllowed();
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
          if (told && meant != AsWritten.Answer.UNKNOWN) {
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
        .flatMap(Rule::conditions)
        .allMatch(condition ->
            !condition.invalidValues()
                && !condition.invalidNotValues()
                // Of two addresses that it asks for otherwise, neither is known to be meant.
                && condition.attribute() != Attribute.DESTINATION_IP
                && switch (form.told(condition.attribute())) {
                  case YES, ABSENT -> true;
                  case PARTLY, NO -> false;
                });
  }

  private static Place port(List<String> addresses) {
    PortKey key = new PortKey(new WaypointKey("default", "wp"), "web.example", PORT);
    MeshPort port =
        new MeshPort(key, ServiceKey.service("default", "web"), Protocol.DETECTED, addresses);
    return new Place.OfPort(port);
  }

  private static AuthorizationPolicy policy(Action action, List<Rule> rules) {
    Meta meta = new Meta(new ObjectRef("AuthorizationPolicy", "default", "p"), Optional.empty());
    return new AuthorizationPolicy(
        meta, List.of(), Optional.empty(), action, Optional.empty(), rules, false, false);
  }
}
