package io.waystone.translator.mesh;

import static io.waystone.translator.mesh.Objects.namespace;
import static io.waystone.translator.mesh.Objects.pod;
import static io.waystone.translator.mesh.Objects.policy;
import static io.waystone.translator.mesh.Objects.selecting;
import static io.waystone.translator.mesh.Objects.target;
import static io.waystone.translator.mesh.Objects.waypoint;
import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.api.authorization.Action;
import io.waystone.api.authorization.Authorization;
import io.waystone.api.authorization.Scope;
import io.waystone.translator.Translator;
import io.waystone.translator.explain.Request;
import io.waystone.translator.generate.Draw;
import io.waystone.translator.input.ObjectRef;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Where a status says that nobody but the waypoint is let in, ztunnel lets nobody else in: of
 * random policies, read as ztunnel reads what it is sent.
 */
class ExclusiveTest {

  /** Other seeds: -Dwaystone.seed=N. */
  private static final long SEED = Long.getLong("waystone.seed", 20_261_125);

  private static final int MESHES = Integer.getInteger("waystone.policies", 800);
  private static final String WP = "td/ns/default/sa/wp";
  private static final List<String> OTHERS =
      List.of(
          "td/ns/default/sa/wq", "td/ns/other/sa/wp", "td/ns/a/sa/x", "foreign/ns/default/sa/wp");
  private static final List<String> PODS = List.of("app: web", "app: web, version: v1");
  private static final Mesh MESH =
      new Mesh("td", List.of("alias"), "istio-system", "cluster.local", "c");

  @Test
  void whatIsSaidToBeClosedIs() {
    int closed = 0;
    for (int i = 0; i < MESHES; i++) {
      Draw draw = new Draw(SEED + i);
      List<String> policies = draw.list(1, 3, () -> random(draw));
      Translator translator = translator(policies);
      if (isSaidToBeClosed(translator)) {
        closed++;
        for (int pod = 0; pod < PODS.size(); pod++) {
          for (String other : OTHERS) {
            for (int port : List.of(80, 9000)) {
              assertThat(letsIn(translator, "p" + pod, connection(Optional.of(other), port)))
                  .as("seed %d: %s to %s of %s by %s", SEED + i, other, port, pod, policies)
                  .isFalse();
            }
          }
          assertThat(letsIn(translator, "p" + pod, connection(Optional.empty(), 80))).isFalse();
        }
      }
    }
    assertThat(closed).as("of them closed").isBetween(MESHES / 20, MESHES - MESHES / 20);
  }

  private static String random(Draw draw) {
    String selector =
        draw.of(
            "",
            "",
            "selector: {matchLabels: {app: web}}, ",
            "selector: {matchLabels: {app: web, version: v1}}, ",
            "selector: {matchLabels: {app: other}}, ");
    return policy(
        draw.of("default", "default", "istio-system", "other"),
        "r" + draw.below(1_000_000),
        "{%saction: %s, rules: [%s]}"
            .formatted(
                selector,
                draw.of("ALLOW", "DENY"),
                String.join(", ", draw.list(1, 2, () -> rule(draw)))));
  }

  private static String rule(Draw draw) {
    String to = draw.of("", "", "", ", to: [{operation: {ports: [\"80\"]}}]");
    return "{from: [%s]%s}".formatted(String.join(", ", draw.list(1, 2, () -> source(draw))), to);
  }

  private static String source(Draw draw) {
    String field =
        draw.of(
            "principals",
            "principals",
            "principals",
            "notPrincipals",
            "notPrincipals",
            "notNamespaces",
            "serviceAccounts",
            "notServiceAccounts");
    List<String> values =
        switch (field) {
          case "notNamespaces" -> List.of("default");
          case "serviceAccounts", "notServiceAccounts" -> List.of("default/wp");
          default ->
              draw.distinct(
                  1, 2, () -> draw.of(WP, WP, WP, "alias/ns/default/sa/wp", "td/ns/a/sa/x"));
        };
    return "{source: {%s: [%s]}}".formatted(field, String.join(", ", values));
  }

  private static Translator translator(List<String> policies) {
    Translator translator = new Translator(MESH);
    Translator.Edit edit = translator.edit();
    Stream<String> yaml =
        Stream.concat(
            Stream.of(
                waypoint("default", "wp"),
                namespace("default", "istio.io/use-waypoint: wp, istio.io/dataplane-mode: ambient"),
                selecting("default", "web", "app: web", "10.0.0.1", "name: http, port: 80"),
                pod("default", "p0", PODS.get(0), "10.1.0.1"),
                pod("default", "p1", PODS.get(1), "10.1.0.2"),
                policy(
                    "default",
                    "attached",
                    "{targetRefs: [" + target("Service", "web") + "], action: ALLOW}")),
            policies.stream());
    MeshFixture.objects(yaml.toArray(String[]::new)).forEach(edit::set);
    edit.apply();
    return translator;
  }

  private static boolean isSaidToBeClosed(Translator translator) {
    ObjectRef attached = new ObjectRef("AuthorizationPolicy", "default", "attached");
    return Objects.requireNonNull(translator.conditions().get(attached)).stream()
        .anyMatch(condition -> condition.reason().equals("WaypointOnly"));
  }

  private static Request connection(Optional<String> peer, int port) {
    return new Request(
        peer.map(id -> "spiffe://" + id),
        "10.9.9.9",
        "10.1.0.1",
        port,
        Optional.empty(),
        Optional.empty());
  }

  /** ztunnel: a DENY that matches refuses; where there is an ALLOW, one must match. */
  private static boolean letsIn(Translator translator, String pod, Request connection) {
    List<String> selecting =
        translator.addresses().values().stream()
            .map(address -> address.value().message())
            .filter(address -> address.getWorkload().getName().equals(pod))
            .flatMap(address -> address.getWorkload().getAuthorizationPoliciesList().stream())
            .toList();
    List<Authorization> held =
        translator.authorizations().values().stream()
            .map(policy -> policy.value().message())
            .filter(policy -> holds(policy, selecting))
            .toList();
    return held.stream().noneMatch(one -> decides(one, Action.DENY, connection))
        && (held.stream().noneMatch(one -> one.getAction() == Action.ALLOW)
            || held.stream().anyMatch(one -> decides(one, Action.ALLOW, connection)));
  }

  private static boolean decides(Authorization policy, Action action, Request connection) {
    return policy.getAction() == action && Rbac.matches(policy, connection);
  }

  private static boolean holds(Authorization policy, List<String> selecting) {
    return switch (policy.getScope()) {
      case Scope.GLOBAL -> true;
      case Scope.NAMESPACE -> policy.getNamespace().equals("default");
      case Scope.WORKLOAD_SELECTOR ->
          selecting.contains(policy.getNamespace() + "/" + policy.getName());
      case Scope.UNRECOGNIZED -> throw new AssertionError("not a scope");
    };
  }
}
