package io.waystone.translator;

import static io.waystone.translator.generate.RandomRequests.MESH;
import static io.waystone.translator.mesh.Objects.onThreePorts;
import static io.waystone.translator.mesh.Objects.waypoint;
import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.explain.Request;
import io.waystone.translator.explain.Verdict;
import io.waystone.translator.generate.Draw;
import io.waystone.translator.generate.HostilePolicies;
import io.waystone.translator.generate.RandomRequests;
import io.waystone.translator.input.AuthorizationPolicy;
import io.waystone.translator.input.AuthorizationPolicy.Target;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.MeshObject;
import io.waystone.translator.input.ObjectReader;
import io.waystone.translator.input.Tree;
import io.waystone.translator.input.YamlReader;
import io.waystone.translator.mesh.AsWritten;
import io.waystone.translator.mesh.Objects;
import io.waystone.translator.mesh.WaypointKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Policies with faults, from their text to what is sent: nothing throws, nothing breaks a rule of
 * Envoy, and what can be read of a policy holds at least. More than the build runs: {@code
 * -Dpolicies.cases=100000}; another start: {@code -Dpolicies.seed=7000000}.
 */
class PolicyFuzzTest {

  private static final long SEED = Long.getLong("policies.seed", 0);
  private static final int CASES = Integer.getInteger("policies.cases", 800);
  private static final int REQUESTS = 12;

  private static final String ADDRESS = "10.96.0.1";
  private static final List<String> SOURCES = List.of("10.1.2.3", "192.0.2.1", "fd00::9");
  private static final WaypointKey WAYPOINT = new WaypointKey("shop", "wp");

  private final Translator translator = new Translator(MESH);
  private final ObjectReader reader = new ObjectReader(MESH.rootNamespace());
  private int enforced;
  private int exact;
  private int matched;

  @Test
  void whateverIsWritten() {
    Translator.Edit edit = translator.edit();
    Objects.read(waypoint("shop", "wp"), onThreePorts("shop", "web", "wp", ADDRESS))
        .forEach(edit::set);
    edit.apply();
    for (int i = 0; i < CASES; i++) {
      long seed = SEED + i;
      Draw draw = new Draw(seed);
      String document = new HostilePolicies(draw).document("shop", "p", "web");
      String context = "-Dpolicies.seed=" + seed + ": " + shown(document);
      try {
        for (Tree tree : YamlReader.parse("a.yaml", document).documents()) {
          Optional<MeshObject> object = reader.read(tree).object();
          if (object.orElse(null) instanceof AuthorizationPolicy policy) {
            NothingLost.check(tree, policy, context);
          }
          object.ifPresent(read -> check(read, draw, context));
        }
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError(context, e);
      }
    }
    // The property says nothing if nothing is read, or nothing matches.
    assertThat(enforced).as("policies in force").isGreaterThan(CASES / 4);
    assertThat(exact).as("answers that are known").isGreaterThan(CASES);
    assertThat(matched).as("of them matches").isBetween(exact / 20, exact - exact / 20);
  }

  private void check(MeshObject object, Draw draw, String context) {
    translator.edit().set(object).apply();
    assertThat(translator.failures()).as(context).isEmpty();
    assertThat(translator.diagnostics())
        .as(context)
        .extracting(Diagnostic::code)
        .doesNotContain(Code.WS0401, Code.WS0402);
    if (object instanceof AuthorizationPolicy policy) {
      decides(policy, draw, context);
    }
    translator.edit().remove(object.ref()).apply();
  }

  private void decides(AuthorizationPolicy policy, Draw draw, String context) {
    if (!isAttached(policy) || policy.dryRun()) {
      return;
    }
    enforced++;
    for (int port : new int[] {80, 81, 9_000}) {
      RandomRequests requests = new RandomRequests(draw, port, SOURCES);
      for (int i = 0; i < REQUESTS; i++) {
        Request request =
            port == 81 || (port == 9_000 && draw.percent(50))
                ? requests.connection(List.of(ADDRESS))
                : requests.request(List.of(ADDRESS));
        boolean allowed =
            translator.verdict(WAYPOINT, request).map(Verdict::decision).orElseThrow().isAllowed();
        AsWritten.Answer meant = new AsWritten(MESH).matches(policy.rules(), request);
        exact += meant == AsWritten.Answer.UNKNOWN ? 0 : 1;
        matched += meant == AsWritten.Answer.YES ? 1 : 0;
        Supplier<String> why =
            () -> context + "\nread as " + shown(policy.toString()) + "\nfor " + request;
        switch (policy.action()) {
          case ALLOW -> assertThat(allowed && meant != AsWritten.Answer.YES).as(why).isFalse();
          case DENY -> assertThat(allowed && meant != AsWritten.Answer.NO).as(why).isFalse();
          case AUDIT, CUSTOM -> {}
        }
      }
    }
  }

  private static boolean isAttached(AuthorizationPolicy policy) {
    Set<Target> ofShop =
        Set.of(new Target.OfService("web"), new Target.OfGateway("wp"), new Target.OfNamespace());
    return policy.meta().namespace().equals("shop")
        && policy.targets().stream().anyMatch(ofShop::contains);
  }

  private static String shown(String text) {
    return text.length() < 2_000 ? text : text.substring(0, 2_000) + "...";
  }
}
