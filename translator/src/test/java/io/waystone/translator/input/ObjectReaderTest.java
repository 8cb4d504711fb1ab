package io.waystone.translator.input;

import static io.waystone.translator.input.Reading.found;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectReaderTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "just text",
        "[1, 2]",
        "{}",
        "{kind: Service, metadata: {name: a}}",
        "{apiVersion: v1, metadata: {name: a}}",
        "{apiVersion: v1, kind: Service}",
        "{apiVersion: v1, kind: Service, metadata: {}}",
        "{apiVersion: v1, kind: Service, metadata: {name: 5}}",
        "{apiVersion: v1, kind: Service, metadata: a}"
      })
  void whatIsNoObject(String yaml) {
    ReadResult result = Reading.one(yaml);
    assertThat(result.ref()).isEmpty();
    assertThat(result.object()).isEmpty();
    assertThat(found(result)).containsExactly("1 WS0002");
  }

  @ParameterizedTest
  @CsvSource({
    "apps/v1, Deployment, ''",
    "v1, ServiceAccount, ''",
    "v1, Secret, ''",
    "v1, ConfigMap, ''",
    "rbac.authorization.k8s.io/v1, Role, ''",
    "v1, Sevice, 3 WS0003",
    "example.com/v1, Thing, 3 WS0003",
    "serving.knative.dev/v1, Service, 3 WS0003",
    "security.istio.io/v1, RequestAuthentication, 3 WS0012",
    "security.istio.io/v1, RequestAuthentication, 3 WS0012",
    "security.istio.io/v1, AuthorisationPolicy, 3 WS0012",
    "networking.istio.io/v1, VirtualService, 3 WS0012",
    "networking.istio.io/v1, DestinationRule, 3 WS0012",
    "networking.istio.io/v1alpha3, EnvoyFilter, 3 WS0012",
    "extensions.istio.io/v1alpha1, WasmPlugin, 3 WS0012",
    "telemetry.istio.io/v1, Telemetry, 3 WS0012",
    "gateway.networking.k8s.io/v1alpha2, UDPRoute, 3 WS0012",
    "gateway.networking.k8s.io/v1alpha2, HTTPRoute, 3 WS0009",
    "discovery.k8s.io/v1beta1, EndpointSlice, 3 WS0009",
    "v2, Service, 3 WS0009",
  })
  void kindsThatAreNotRead(String apiVersion, String kind, String expected) {
    ReadResult result =
        Reading.one(
            "# a comment\n\napiVersion: %s\nkind: %s\nmetadata: {name: a, x: 1}\nrest: [1]\n"
                .formatted(apiVersion, kind));
    assertThat(result.object()).isEmpty();
    assertThat(String.join(", ", found(result)))
        .startsWith(expected)
        .satisfies(text -> assertThat(expected.isEmpty()).isEqualTo(text.isEmpty()));
  }

  @Test
  void guessesMisspeltKinds() {
    ReadResult result =
        Reading.one(
            "{apiVersion: security.istio.io/v1, kind: AuthorizationPolcy, metadata: {name: a}}");
    assertThat(result.diagnostics().getFirst().fix())
        .isEqualTo("Perhaps the kind \"AuthorizationPolicy\" is meant");
  }

  @Test
  void namespaceIsDefaultWhereNoneIsWritten() {
    assertThat(Reading.one("{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {}}").ref())
        .contains(new ObjectRef("Service", "default", "a"));
    assertThat(Reading.one("{apiVersion: v1, kind: Namespace, metadata: {name: a}}").ref())
        .contains(new ObjectRef("Namespace", "", "a"));
  }

  @ParameterizedTest
  @CsvSource({
    "Service, '{name: A}', WS0008 metadata.name",
    "Service, '{name: a.b}', WS0008 metadata.name",
    "Service, '{name: a, namespace: a_b}', WS0008 metadata.namespace",
    "Service, '{name: a, namespace: 5}', WS0006 metadata.namespace",
    "Namespace, '{name: a, namespace: b}', WS0008 metadata.namespace",
    "Namespace, '{name: -a}', WS0008 metadata.name",
  })
  void badNames(String kind, String metadata, String expected) {
    ReadResult result =
        Reading.one("{apiVersion: v1, kind: %s, metadata: %s, spec: {}}".formatted(kind, metadata));
    assertThat(result.object()).isEmpty();
    assertThat(found(result)).containsExactly("1 " + expected);
  }

  @Test
  void metadataIsStrictButTakesNothingAway() {
    ReadResult result =
        Reading.one(
            """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: a
              lables: {x: y}
              labels:
                istio.io/use-waypoint: wp
                n: 5
              creationTimestamp: yesterday
            specs: {}
            """);
    assertThat(found(result))
        .containsExactly(
            "9 WS0008 metadata.creationTimestamp",
            "8 WS0006 metadata.labels.n",
            "5 WS0005 metadata.lables",
            "10 WS0005 specs");
    assertThat(result.diagnostics().getLast().fix()).isEqualTo("Perhaps \"spec\" is meant");
    Namespace namespace = Reading.object(Namespace.class, result);
    assertThat(namespace.labels()).containsOnlyKeys("istio.io/use-waypoint");
    assertThat(namespace.waypoint().waypoint()).contains("wp");
  }

  static List<Tree> oddTrees() {
    Tree none = new Tree.Null(Optional.empty());
    Tree number = new Tree.Num(new BigDecimal("1e999"), Optional.empty());
    return List.of(
        none,
        number,
        new Tree.Sequence(List.of(none), Optional.empty()),
        new Tree.Mapping(Map.of("", number), Optional.empty()));
  }

  @ParameterizedTest
  @MethodSource("oddTrees")
  void neverThrows(Tree tree) {
    assertThat(new ObjectReader("istio-system").read(tree).diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly(Code.WS0002);
  }
}
