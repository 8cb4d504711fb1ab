package io.waystone.translator;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.envoy.Dialect;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.generate.LargestPolicies;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.MeshObject;
import io.waystone.translator.input.ObjectReader;
import io.waystone.translator.input.YamlReader;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.WaypointKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the largest policies that are read come to, in bytes, for a service of three ports. */
class PolicyBoundsTest {

  /** More than any other policy comes to. */
  private static final long LEAST = 100_000;

  private static final long MOST = 16 << 20;

  private static final ViewKey VIEW = new ViewKey(new WaypointKey("shop", "wp"), Dialect.STANDARD);

  private static final String WORLD =
      """
      apiVersion: gateway.networking.k8s.io/v1
      kind: Gateway
      metadata: {name: wp, namespace: shop}
      spec:
        gatewayClassName: waystone
        listeners: [{name: mesh, port: 15008, protocol: HBONE}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web, namespace: shop, labels: {istio.io/use-waypoint: wp}}
      spec:
        clusterIP: 10.96.0.1
        ports: [{name: http, port: 80}, {name: tcp, port: 81}, {name: any, port: 9000}]
      ---
      """;

  @ParameterizedTest
  @ValueSource(strings = {"ALLOW", "DENY"})
  void theLargestThatAreRead(String action) {
    LargestPolicies.rules()
        .forEach((much, rules) ->
            assertThat(sent(action, rules)).as("many " + much).isBetween(LEAST, MOST));
  }

  @Test
  void whatIsLargerDeniesInFewBytes() {
    assertThat(sent("ALLOW", LargestPolicies.muchTooLarge())).isLessThan(LEAST);
  }

  /** The bytes of all resources. */
  private static long sent(String action, String rules) {
    String policy =
        """
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata: {name: p, namespace: shop}
        spec: {action: %s, targetRefs: [{kind: Service, name: web}], rules: [%s]}
        """
            .formatted(action, rules);
    Translator translator = new Translator(Mesh.DEFAULT);
    Translator.Edit edit = translator.edit().want(VIEW);
    ObjectReader reader = new ObjectReader("istio-system");
    for (MeshObject object :
        YamlReader.parse("a.yaml", WORLD + policy).documents().stream()
            .map(document -> reader.read(document).object().orElseThrow())
            .toList()) {
      edit.set(object);
    }
    edit.apply();
    assertThat(translator.failures()).isEmpty();
    assertThat(translator.diagnostics())
        .extracting(Diagnostic::code)
        .doesNotContain(Code.WS0401, Code.WS0402);
    return translator.resources(VIEW).stream().mapToLong(r -> r.body().size()).sum();
  }
}
