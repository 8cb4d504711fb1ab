package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.lab.Backend;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.HttpCall;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two proxies of one waypoint in two zones, and services that are to be served from the zone. */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LocalityTest {

  private static final int REQUESTS = 40;

  @RegisterExtension static final MeshLab lab = new MeshLab();

  private LabWaypoint first;
  private LabWaypoint second;
  private Backend one;
  private Backend two;

  @BeforeAll
  void start() throws IOException {
    lab.apply(
        "wp.yaml", LabObjects.gateway("zones", "wp"), LabObjects.namespace("zones", "zones", "wp"));
    first = waypointIn("z1");
    second = waypointIn("z2");
    one = lab.backend("one");
    two = lab.backend("two");
  }

  private static LabWaypoint waypointIn(String zone) throws IOException {
    return lab.waypoint(
        "zones",
        "wp",
        bootstrap ->
            bootstrap.replaceFirst(
                "(?m)^node:$", "node:\n  locality: {region: r, zone: " + zone + "}"));
  }

  @Test
  void eachIsServedFromItsZoneForAsLongAsThatServes() throws IOException {
    String address = lab.serviceAddress();
    lab.apply("near.yaml", service("near", address, "PreferSameZone", true));
    assertThat(servers(first, address)).containsExactly("one");
    assertThat(servers(second, address)).containsExactly("two");

    lab.apply("near.yaml", service("near", address, "PreferSameZone", false));
    assertThat(servers(first, address)).containsExactly("one");
    assertThat(servers(second, address)).containsExactly("one");

    lab.apply("near.yaml", service("near", address, "PreferSameZone", true));
    assertThat(servers(second, address)).containsExactly("two");
  }

  @Test
  void withoutAPreferenceAllServe() throws IOException {
    String address = lab.serviceAddress();
    lab.apply("any.yaml", service("any", address, "", true));
    assertThat(servers(first, address)).containsExactly("one", "two");
    assertThat(servers(second, address)).containsExactly("one", "two");
    assertThat(Proxy.warming(first)).isEmpty();
    assertThat(Proxy.warming(second)).isEmpty();
  }

  private static Set<String> servers(LabWaypoint waypoint, String address) throws IOException {
    Set<String> names = new TreeSet<>();
    try (HboneClient client = waypoint.client("zones", "caller")) {
      Caller caller = new Caller(client, address + ":80");
      for (int i = 0; i < REQUESTS; i++) {
        names.add(caller.send(HttpCall.get("x", "/")).header("x-backend").orElse("none"));
      }
    }
    return names;
  }

  /** Served by the one in z1, and by the other one, if it is ready, in z2. */
  private String service(String name, String address, String distribution, boolean ready) {
    String spec = distribution.isEmpty() ? "" : "trafficDistribution: " + distribution + ", ";
    return """
    apiVersion: v1
    kind: Service
    metadata: {namespace: zones, name: %1$s}
    spec: {clusterIP: %2$s, %3$sports: [{name: http, port: 80}]}
    """
            .formatted(name, address, spec)
        + slice(name, one, "z1", true)
        + slice(name, two, "z2", ready);
  }

  private static String slice(String service, Backend backend, String zone, boolean ready) {
    return """
    ---
    apiVersion: discovery.k8s.io/v1
    kind: EndpointSlice
    metadata:
      namespace: zones
      name: %1$s-%2$s
      labels: {kubernetes.io/service-name: %1$s}
    addressType: IPv4
    ports: [{name: http, port: %3$d}]
    endpoints: [{addresses: ["%4$s"], zone: %2$s, conditions: {ready: %5$s}}]
    """
        .formatted(
            service,
            zone,
            backend.address().getPort(),
            backend.address().getAddress().getHostAddress(),
            ready);
  }
}
