package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.identity.SpiffeId;
import io.waystone.server.lab.Backend;
import io.waystone.server.lab.Connect;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.TcpBackend;
import io.waystone.server.lab.TcpTalk;
import io.waystone.server.lab.Tunnel;
import io.waystone.translator.mesh.Objects;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Policies on a service, on its waypoint and on the waypoint's class count together; and one
 * identity is the same under each trust domain of the mesh.
 */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PolicyPlacesTest {

  private static final String BANNER = "220 a secret\n";

  @RegisterExtension static final MeshLab lab = new MeshLab();

  private LabWaypoint waypoint;
  private String web;
  private String entry;
  private String database;
  private String aliased;

  @BeforeAll
  void start() throws IOException {
    Backend backend = lab.backend("backend");
    TcpBackend tcp = lab.tcpBackend(new TcpTalk.Banner(BANNER));
    WrittenService service = service("web", "http", backend.address());
    WrittenService bytes = service("db", "tcp", tcp.address());
    WrittenService alias = service("aliased", "http", backend.address());
    String entryAddress = lab.serviceAddress();
    web = service.authority();
    database = bytes.authority();
    aliased = alias.authority();
    entry = entryAddress + ":80";
    lab.apply(
        "places.yaml",
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: istio, namespace: istio-system}
        data:
          mesh: |
            trustDomain: cluster.local
            trustDomainAliases: [old.example]
        """,
        LabObjects.gateway("mesh", "gate"),
        LabObjects.namespace("places", "mesh", "gate"),
        service.yaml(),
        bytes.yaml(),
        alias.yaml(),
        Texts.entry(
            "places",
            "ext",
            "",
            "hosts: [ext.example], addresses: [%s], ports: [{number: 80, targetPort: %d, name: http, protocol: HTTP}], resolution: STATIC, endpoints: [{address: %s}]"
                .formatted(
                    entryAddress,
                    backend.address().getPort(),
                    backend.address().getAddress().getHostAddress())),
        policy("istio-system", "GatewayClass", "istio-waypoint", "DENY", accounts("of-class-not")),
        policy("istio-system", "GatewayClass", "istio-waypoint", "ALLOW", accounts("of-class")),
        policy("mesh", "Gateway", "gate", "DENY", accounts("of-gate-not")),
        policy("mesh", "Gateway", "gate", "ALLOW", accounts("of-gate", "of-class-not")),
        policy("places", "Service", "web", "DENY", accounts("of-web-not")),
        policy(
            "places",
            "Service",
            "web",
            "ALLOW",
            accounts("of-web", "of-web-not", "of-gate-not", "of-class-not")),
        policy("places", "Service", "db", "DENY", accounts("of-web-not", "of-db-not")),
        policy("places", "Service", "db", "ALLOW", accounts("of-db", "of-db-not", "of-gate-not")),
        policy("places", "ServiceEntry", "ext", "DENY", accounts("of-entry-not")),
        policy("places", "ServiceEntry", "ext", "ALLOW", accounts("of-entry", "of-entry-not")),
        // Neither of these is theirs to give.
        policy("places", "GatewayClass", "istio-waypoint", "DENY", "[{}]"),
        policy("places", "Gateway", "gate", "DENY", "[{}]"),
        policy(
            "places",
            "Service",
            "aliased",
            "ALLOW",
            "[{from: [{source: {principals: [cluster.local/ns/places/sa/one,"
                + " old.example/ns/places/sa/two]}}]}, {from: [{source: {trustDomains:"
                + " [old.example], principals: ['*/sa/three']}}]}]"),
        policy(
            "places",
            "Service",
            "aliased",
            "DENY",
            "[{from: [{source: {principals: [old.example/ns/places/sa/four]}}]}]"));
    waypoint = lab.waypoint("mesh", "gate");
  }

  private static WrittenService service(String name, String port, InetSocketAddress backend) {
    return WrittenService.service("places", name, lab.serviceAddress()).port(port, 80, backend);
  }

  private static String policy(
      String namespace, String kind, String name, String action, String rules) {
    return Objects.policy(
        namespace,
        "%s-%s-%s".formatted(kind, name, action).toLowerCase(Locale.ROOT),
        "{targetRefs: [%s], action: %s, rules: %s}"
            .formatted(Objects.target(kind, name), action, rules));
  }

  private static String accounts(String... names) {
    return "[{from: [{source: {serviceAccounts: ["
        + String.join(", ", Arrays.stream(names).map(name -> "places/" + name).toList())
        + "]}}]}]";
  }

  /** A DENY anywhere wins; of several ALLOWs one is enough. */
  @ParameterizedTest
  @CsvSource({
    "of-web, true, false, false",
    "of-web-not, false, false, false",
    "of-gate, true, true, true",
    "of-gate-not, false, false, false",
    "of-class, true, true, true",
    "of-class-not, false, false, false",
    "of-db, false, true, false",
    "of-db-not, false, false, false",
    "of-entry, false, false, true",
    "of-entry-not, false, false, false",
    "nobody, false, false, false",
  })
  void policiesOfAllPlacesCount(String account, boolean onWeb, boolean onDatabase, boolean onEntry)
      throws IOException {
    HboneClient client = waypoint.client("places", account);
    assertThat(Talks.get(client, web)).isEqualTo(onWeb ? 200 : 403);
    assertThat(Talks.get(client, entry)).isEqualTo(onEntry ? 200 : 403);
    try (Tunnel tunnel = client.open(Connect.to(database))) {
      if (onDatabase) {
        assertThat(tunnel.readText(BANNER.length(), Talks.LIMIT)).isEqualTo(BANNER);
      } else {
        Talks.refused(tunnel);
      }
    }
  }

  /** Policies look at a request before a route changes it, so such a way is closed. */
  @Test
  void aRouteThatChangesWhatAPolicyLooksAtIsClosed() throws IOException {
    Backend backend = lab.backend("changed");
    WrittenService service = service("changed", "http", backend.address());
    String route =
        LabObjects.route(
            "places",
            "changed",
            "changed",
            "[{filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: X-Role,"
                + " value: admin}]}}], backendRefs: [{name: changed, port: 80}]}]");
    String gate =
        LabObjects.gatewayPolicy(
            "mesh",
            "roles",
            "gate",
            "DENY",
            "[{when: [{key: 'request.headers[x-role]', values: [admin]}]}]");
    HboneClient client = waypoint.client("places", "of-gate");
    lab.apply("changed.yaml", service.yaml(), route);
    assertThat(Talks.get(client, service.authority())).isEqualTo(200);
    lab.apply("changed.yaml", service.yaml(), route, gate);
    assertThat(Talks.get(client, service.authority())).isEqualTo(500);
    lab.apply("changed.yaml", service.yaml(), route, gate.replace("x-role", "x-other"));
    assertThat(Talks.get(client, service.authority())).isEqualTo(200);
    lab.remove("changed.yaml");
  }

  @ParameterizedTest
  @CsvSource({"one, 200", "two, 200", "three, 200", "four, 403", "five, 403"})
  void anIdentityIsTheSameUnderEachTrustDomain(String account, int status) throws IOException {
    for (String domain : new String[] {"cluster.local", "old.example"}) {
      assertThat(Talks.get(waypoint.client(new SpiffeId(domain, "places", account)), aliased))
          .as(domain)
          .isEqualTo(status);
    }
  }
}
