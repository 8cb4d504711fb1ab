package io.waystone.translator.input;

import static io.waystone.translator.input.Reading.found;
import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.input.TcpRoute.Backend;
import io.waystone.translator.input.TcpRoute.Rule;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TcpRouteReaderTest {

  private static String head(String kind, String version) {
    return """
    apiVersion: gateway.networking.k8s.io/%s
    kind: %s
    metadata: {name: r, namespace: shop}
    """
        .formatted(version, kind);
  }

  private static String head(String kind) {
    return head(kind, "v1alpha2");
  }

  @ParameterizedTest
  @CsvSource({
    "TLSRoute, v1",
    "TLSRoute, v1alpha3",
    "TLSRoute, v1alpha2",
    "TCPRoute, v1",
    "TCPRoute, v1alpha2",
  })
  void readsWhatPeopleWrite(String kind, String version) {
    TcpRoute route =
        Reading.good(
            TcpRoute.class,
            head(kind, version)
                + """
                spec:
                  parentRefs: [{group: "", kind: Service, name: db, port: 5432, namespace: data}]
                  rules:
                  - name: all
                    backendRefs:
                    - {name: db-v1, port: 5432, weight: 90}
                    - {name: db-v2, namespace: data, port: 5432}
                """);
    assertThat(route.ref()).isEqualTo(new ObjectRef(kind, "shop", "r"));
    assertThat(route.parents()).extracting(ParentRef::namespace).containsExactly("data");
    assertThat(route.hostnames()).isEmpty();
    assertThat(route.rules())
        .containsExactly(
            new Rule(
                "all",
                List.of(
                    new Backend(
                        new BackendRef("", "Service", "shop", "db-v1", OptionalInt.of(5432)), 90),
                    new Backend(
                        new BackendRef("", "Service", "data", "db-v2", OptionalInt.of(5432)), 1)),
                false));
  }

  /** DNS names have no case; TLS clients send them in any. */
  @Test
  void hostnamesAreInLowerCase() {
    TcpRoute route =
        Reading.good(
            TcpRoute.class,
            head("TLSRoute")
                + "spec: {hostnames: [A.Example.com, '*.B.example', a.example.com]}\n");
    assertThat(route.hostnames()).containsExactly("a.example.com", "*.b.example");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "a.*.example",
        "*a.example",
        "*.*.example",
        "a b",
        "-a.example",
        "a..b",
        "a.example.",
        "10.0.0.1",
        "::1",
        "a_b.example",
        "*.",
        "*.1"
      })
  void whatIsNoHostnameClosesTheRoute(String hostname) {
    ReadResult result =
        Reading.one(
            head("TLSRoute")
                + "spec: {hostnames: [a.example, '%s'], rules: [{}, {}]}\n".formatted(hostname));
    assertThat(found(result)).containsExactly("4 WS0008 spec.hostnames");
    assertThat(result.diagnostics().getFirst().effect()).isEqualTo("its connections are closed");
    TcpRoute route = Reading.object(TcpRoute.class, result);
    assertThat(route.hostnames()).containsExactly("a.example");
    assertThat(route.rules()).extracting(Rule::broken).containsExactly(true, true);
  }

  /** Else it would be for every server name. */
  @Test
  void aRouteWithoutAReadableHostnameIsClosed() {
    ReadResult result = Reading.one(head("TLSRoute") + "spec: {hostnames: x, rules: [{}]}\n");
    assertThat(found(result)).containsExactly("4 WS0006 spec.hostnames");
    TcpRoute route = Reading.object(TcpRoute.class, result);
    assertThat(route.hostnames()).isEmpty();
    assertThat(route.rules()).extracting(Rule::broken).containsExactly(true);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5                                        | WS0006 spec.rules[0]",
        "{backendRefs: {}}                        | WS0006 spec.rules[0].backendRefs",
        "{backendRefs: [{port: 80}]}              | WS0007 spec.rules[0].backendRefs[0].name",
        "{backendRefs: [{name: a, port: 0}]}      | WS0008 spec.rules[0].backendRefs[0].port",
        "{backendRefs: [{name: a, weight: -1}]}   | WS0008 spec.rules[0].backendRefs[0].weight",
      })
  void brokenRulesStay(String rule, String expected) {
    ReadResult result = Reading.one(head("TCPRoute") + "spec: {rules: [" + rule + ", {}]}\n");
    assertThat(found(result)).containsExactly("4 " + expected);
    assertThat(Reading.object(TcpRoute.class, result).rules())
        .extracting(Rule::broken)
        .containsExactly(true, false);
  }

  @Test
  void unreadableRulesAreOneBrokenRule() {
    ReadResult result = Reading.one(head("TCPRoute") + "spec: {rules: all}\n");
    assertThat(found(result)).containsExactly("4 WS0006 spec.rules");
    assertThat(Reading.object(TcpRoute.class, result).rules())
        .containsExactly(new Rule("", List.of(), true));
  }

  @Test
  void aRouteWithoutRulesHasNoBackend() {
    assertThat(Reading.good(TcpRoute.class, head("TCPRoute") + "spec: {}\n").rules())
        .containsExactly(new Rule("", List.of(), false));
  }

  /** An unknown field takes nothing away; a TCPRoute has no hostnames. */
  @Test
  void unknownFieldsAreWarnings() {
    ReadResult result =
        Reading.one(head("TCPRoute") + "spec: {hostnames: [a.example], rulez: 5}\n");
    assertThat(found(result)).containsExactly("4 WS0011 spec.hostnames", "4 WS0011 spec.rulez");
    assertThat(Reading.object(TcpRoute.class, result).hostnames()).isEmpty();
  }
}
