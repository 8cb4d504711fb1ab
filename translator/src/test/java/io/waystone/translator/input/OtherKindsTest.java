package io.waystone.translator.input;

import static io.waystone.translator.input.Reading.found;
import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.input.Gateway.AllowedNamespaces;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kinds other than routes and policies. */
class OtherKindsTest {

  @Test
  void services() {
    Service service =
        Reading.good(
            Service.class,
            """
            apiVersion: v1
            kind: Service
            metadata:
              name: reviews
              labels: {istio.io/use-waypoint: wp, istio.io/use-waypoint-namespace: infra}
            spec:
              clusterIP: 10.96.0.12
              clusterIPs: [10.96.0.12, "FD00:0:0::5"]
              selector: {app: reviews}
              ports:
              - {name: http, port: 9080, targetPort: web}
              - {name: dns, port: 53, targetPort: 5353, protocol: UDP, appProtocol: dns}
            """);
    assertThat(service.addresses()).containsExactly("10.96.0.12", "fd00::5");
    assertThat(service.ports())
        .containsExactly(
            new ServicePort("http", 9080, "TCP", "", 0, "web"),
            new ServicePort("dns", 53, "UDP", "dns", 5353));
    assertThat(service.waypoint())
        .isEqualTo(new WaypointLabels(Optional.of("wp"), Optional.of("infra")));
    assertThat(service.external()).isFalse();
    assertThat(service.waypointInstance()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "clusterIp: 10.0.0.1                          | WS0005 spec.clusterIp",
        "clusterIP: 10.0.0                            | WS0008 spec.clusterIP",
        "ports: [{name: a}]                           | WS0007 spec.ports[0].port",
        "ports: [{port: 70000}]                       | WS0008 spec.ports[0].port",
        "ports: [{port: '80'}]                        | WS0006 spec.ports[0].port",
        "ports: [{port: 80, protocol: tcp}]           | WS0008 spec.ports[0].protocol",
        "ports: [{port: 80, targetPort: 0}]           | WS0008 spec.ports[0].targetPort",
        "type: Cluster                                | WS0008 spec.type",
      })
  void badServices(String line, String expected) {
    ReadResult result =
        Reading.one("apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  " + line + "\n");
    assertThat(found(result)).containsExactly("5 " + expected);
    assertThat(Reading.object(Service.class, result).addresses()).isEmpty();
  }

  @Test
  void headlessAndExternalServices() {
    String head = "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: ";
    assertThat(Reading.good(Service.class, head + "{clusterIP: None}}").addresses()).isEmpty();
    assertThat(
            Reading.good(Service.class, head + "{type: ExternalName, externalName: a.com}}")
                .external())
        .isTrue();
  }

  @Test
  void endpointSlices() {
    EndpointSlice slice =
        Reading.good(
            EndpointSlice.class,
            """
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: a, labels: {kubernetes.io/service-name: reviews}}
            addressType: IPv4
            ports: [{name: http, port: 9080, protocol: TCP}]
            endpoints:
            - addresses: [10.244.1.21]
              nodeName: node-a
              zone: z1
              conditions: {ready: true, serving: true, terminating: false}
              targetRef: {kind: Pod, name: reviews-v1-1, namespace: default}
            - addresses: [10.244.1.22]
              targetRef: {kind: Pod, name: x, namespace: other}
            - {addresses: [10.244.1.23], conditions: {ready: false, terminating: true}}
            """);
    assertThat(slice.service()).isEqualTo("reviews");
    assertThat(slice.ports()).containsExactly(new EndpointSlice.Port("http", 9080));
    assertThat(slice.endpoints())
        .containsExactly(
            new EndpointSlice.Endpoint(
                List.of("10.244.1.21"), true, false, "node-a", "z1", Optional.of("reviews-v1-1")),
            new EndpointSlice.Endpoint(
                List.of("10.244.1.22"), true, false, "", "", Optional.empty()),
            new EndpointSlice.Endpoint(
                List.of("10.244.1.23"), false, true, "", "", Optional.empty()));
  }

  @Test
  void unreadableConditionsAreNotReady() {
    ReadResult result =
        Reading.one(
            """
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: a}
            addressType: IPv4
            endpoints:
            - {addresses: [10.0.0.1], conditions: {ready: "yes"}}
            - {addresses: [10.0.0.2], conditions: []}
            - {addresses: [host], hostnme: a}
            """);
    assertThat(found(result))
        .containsExactly(
            "6 WS0006 endpoints[0].conditions.ready",
            "7 WS0006 endpoints[1].conditions",
            "8 WS0008 endpoints[2].addresses",
            "8 WS0005 endpoints[2].hostnme");
    assertThat(Reading.object(EndpointSlice.class, result).endpoints())
        .extracting(EndpointSlice.Endpoint::ready)
        .containsExactly(false, false, true);
  }

  @Test
  void nodes() {
    Node node =
        Reading.good(
            Node.class,
            "{apiVersion: v1, kind: Node, metadata: {name: a, labels: {"
                + "topology.kubernetes.io/region: r1, topology.kubernetes.io/zone: z1,"
                + " topology.istio.io/subzone: s1}}, spec: {}}");
    assertThat(node).isEqualTo(new Node(node.meta(), "r1", "z1", "s1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                        | Same",
        "{namespaces: {}}                          | Same",
        "{namespaces: {from: Same}}                | Same",
        "{namespaces: {from: All}, kinds: []}      | All",
        "{namespaces: {from: None}}                | None",
        "{namespaces: {from: all}}                 | None",
        "{namespaces: {from: 5}}                   | None",
        "{namespaces: All}                         | None",
        "{namespace: {from: All}}                  | None",
        "{namespaces: {from: Selector}}            | None",
        "{namespaces: {from: Selector, selector: {matchLabels: {a: b}}}}    | Selected",
        "{namespaces: {from: Selector, selector: {matchLabels: {a: 5}}}}    | None",
        "{namespaces: {from: Selector, selector: {matchLabel: {a: b}}}}     | None",
        "{namespaces: {from: Selector, selector: {matchExpressions: [{key: a, operator: Is}]}}}"
            + " | None",
      })
  void allowedRoutes(String written, String expected) {
    ReadResult result =
        Reading.one(
            """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: wp, labels: {istio.io/waypoint-for: all}}
            spec:
              gatewayClassName: istio-waypoint
              listeners:
              - {name: mesh, port: 15008, protocol: HBONE, allowedRoutes: %s}
            """
                .formatted(written));
    Gateway gateway = Reading.object(Gateway.class, result);
    assertThat(gateway.waypointFor()).isEqualTo("all");
    assertThat(gateway.serviceAccount()).isEqualTo("wp");
    AllowedNamespaces allowed = gateway.listeners().getFirst().allowed();
    assertThat(allowed.getClass().getSimpleName()).isEqualTo(expected);
    boolean said = expected.equals("None") && !written.contains("from: None");
    assertThat(result.diagnostics().isEmpty()).isEqualTo(!said);
  }

  @Test
  void gatewaysNeedAClass() {
    String head = "{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: a}";
    ReadResult result = Reading.one(head + ", spec: {listeners: [{name: a, port: 1}]}}");
    assertThat(found(result))
        .containsExactly("1 WS0007 spec.gatewayClassName", "1 WS0007 spec.listeners[0].protocol");
    assertThat(result.object()).isEmpty();
    assertThat(found(Reading.one(head + "}"))).containsExactly("1 WS0007 spec");
  }

  @Test
  void gatewayClasses() {
    GatewayClass known =
        Reading.good(
            GatewayClass.class,
            "{apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass,"
                + " metadata: {name: istio-waypoint}, spec: {controllerName: a/b}}");
    assertThat(known.controllerName()).isEqualTo("a/b");
    assertThat(known.ref()).isEqualTo(new ObjectRef("GatewayClass", "", "istio-waypoint"));
  }

  @Test
  void referenceGrantsGrantOnlyWhatIsUnderstood() {
    ReadResult result =
        Reading.one(
            """
            apiVersion: gateway.networking.k8s.io/v1beta1
            kind: ReferenceGrant
            metadata: {name: a}
            spec:
              from:
              - {group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop}
              - {group: gateway.networking.k8s.io, kind: HTTPRoute}
              to:
              - {group: "", kind: Service, name: web}
              - {group: "", kind: Service, nmae: web}
              - {group: "", kind: Service, name: ""}
              - {kind: Service}
            """);
    ReferenceGrant grant = Reading.object(ReferenceGrant.class, result);
    assertThat(grant.from()).hasSize(1);
    assertThat(grant.to())
        .containsExactly(new ReferenceGrant.To("", "Service", Optional.of("web")));
    assertThat(found(result))
        .containsExactly(
            "7 WS0007 spec.from[1].namespace",
            "10 WS0005 spec.to[1].nmae",
            "11 WS0008 spec.to[2].name",
            "12 WS0007 spec.to[3].group");
  }

  @Test
  void serviceEntries() {
    ServiceEntry entry =
        Reading.good(
            ServiceEntry.class,
            """
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: a}
            spec:
              hosts: [API.example.com, "*.example.org"]
              addresses: [240.0.0.1, 240.0.0.2/32, 10.1.0.0/16]
              ports:
              - {number: 443, name: tls, protocol: TLS, targetPort: 8443}
              - {number: 80, name: http, protocol: HTTP}
              location: MESH_EXTERNAL
              resolution: STATIC
              exportTo: ["*"]
              endpoints:
              - {address: 192.0.2.1, ports: {tls: 9443}, weight: 5, locality: r/z}
            """);
    assertThat(entry.hosts()).containsExactly("api.example.com", "*.example.org");
    assertThat(entry.addresses()).containsExactly("240.0.0.1", "240.0.0.2", "10.1.0.0/16");
    assertThat(entry.ports())
        .containsExactly(
            new ServicePort("tls", 443, "TCP", "TLS", 8443),
            new ServicePort("http", 80, "TCP", "HTTP", 80));
    assertThat(entry.endpoints())
        .containsExactly(new ServiceEntry.Endpoint("192.0.2.1", Map.of("tls", 9443), 5, "r/z"));
    assertThat(entry.resolution()).isEqualTo("STATIC");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "resolution: dns             | WS0008 spec.resolution         | false",
        "adresses: [a]               | WS0005 spec.adresses           | true",
        "addresses: [a]              | WS0008 spec.addresses          | true",
        "workloadSelector: []        | WS0006 spec.workloadSelector   | true",
        "exportTo: [a]               | WS0013 spec.exportTo           | true",
        "location: HERE              | WS0008 spec.location           | true",
        "ports: [{number: 0, name: a}] | WS0008 spec.ports[0].number  | true",
        "endpoints: [{address: 192.0.2.1, weight: 2000000000}] | WS0008 spec.endpoints[0].weight |"
            + " true",
      })
  void badServiceEntries(String line, String expected, boolean kept) {
    ReadResult result =
        Reading.one(
            "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: a}\nspec:\n"
                + "  hosts: [a.com]\n  "
                + line
                + "\n");
    assertThat(found(result)).containsExactly("6 " + expected);
    assertThat(result.object().isPresent()).isEqualTo(kept);
  }

  @ParameterizedTest
  @ValueSource(strings = {"db.example.com", "unix:///var/run/db", "192.0.2", "", "fe80::1%eth0"})
  void anEndpointWithoutAnAddressIsLeftOut(String address) {
    ReadResult result =
        Reading.one(
            "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: a}\nspec:\n"
                + "  hosts: [a.com]\n  resolution: STATIC\n  endpoints:\n  - address: 192.0.2.1\n"
                + "  - address: \"%s\"\n".formatted(address));
    assertThat(found(result)).containsExactly("9 WS0008 spec.endpoints[1].address");
    assertThat(Reading.object(ServiceEntry.class, result).endpoints())
        .extracting(ServiceEntry.Endpoint::address)
        .containsExactly("192.0.2.1");
  }

  /** Two kinds of the same name are two objects; only the group tells them apart. */
  @Test
  void aKindOfAnotherGroupDoesNotStandForOneOfOurs() {
    String istios = "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: a}\n";
    String policy = "apiVersion: policy.linkerd.io/v1\nkind: AuthorizationPolicy\n";
    assertThat(Reading.one(istios).ref())
        .contains(new ObjectRef("Gateway.networking.istio.io", "", "a"));
    assertThat(Reading.one(policy + "metadata: {name: a, namespace: b}\n").ref())
        .contains(new ObjectRef("AuthorizationPolicy.policy.linkerd.io", "b", "a"));
  }
}
