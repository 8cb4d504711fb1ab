package io.waystone.translator.input;

import static io.waystone.translator.input.Reading.found;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** WorkloadEntries, and what other objects say of workloads. */
class WorkloadEntryReaderTest {

  @Test
  void aWorkloadEntry() {
    WorkloadEntry entry =
        Reading.good(
            WorkloadEntry.class,
            """
            apiVersion: networking.istio.io/v1
            kind: WorkloadEntry
            metadata:
              name: vm-1
              namespace: shop
              labels: {app: db, istio.io/use-waypoint: wp}
              annotations: {ambient.istio.io/redirection: enabled}
            spec:
              address: 192.0.2.7
              ports: {mysql: 3306}
              labels: {app: ignored, version: v1}
              network: n2
              locality: r1/z1
              weight: 3
              serviceAccount: db
            """);
    assertThat(entry)
        .isEqualTo(
            new WorkloadEntry(
                entry.meta(),
                new ServiceEntry.Endpoint(
                    "192.0.2.7",
                    Map.of("mysql", 3306),
                    3,
                    "r1/z1",
                    "db",
                    "n2",
                    new WaypointLabels(Optional.of("wp"), Optional.empty())),
                "vm-1",
                new WorkloadEntry.Traits(
                    true,
                    false,
                    Map.of("app", "db", "version", "v1", "istio.io/use-waypoint", "wp"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                                    | a",
        "'labels: {service.istio.io/workload-name: b}'         | b",
        "'annotations: {istio.io/autoRegistrationGroup: c},"
            + " labels: {service.istio.io/workload-name: b}'   | c",
      })
  void isOfAWorkload(String metadata, String workload) {
    WorkloadEntry entry =
        Reading.good(
            WorkloadEntry.class,
            "{apiVersion: networking.istio.io/v1, kind: WorkloadEntry, metadata: {name: a, "
                + metadata
                + "}, spec: {}}");
    assertThat(entry.workload()).isEqualTo(workload);
  }

  @Test
  void whatCannotBeReadIsLeftOut() {
    ReadResult result =
        Reading.one(
            "{apiVersion: networking.istio.io/v1, kind: WorkloadEntry, metadata: {name: a}, "
                + "spec: {adress: 192.0.2.7}}");
    assertThat(found(result)).containsExactly("1 WS0005 spec.adress");
    assertThat(result.object()).isEmpty();
  }

  @Test
  void whatAServiceSaysOfItsWorkloads() {
    Service service =
        Reading.good(
            Service.class,
            """
            apiVersion: v1
            kind: Service
            metadata:
              name: a
              labels: {istio.io/ingress-use-waypoint: "true", gateway.networking.k8s.io/gateway-name: g}
            spec:
              clusterIP: 10.0.0.1
              ipFamilies: [IPv4, IPv6]
              internalTrafficPolicy: Local
              publishNotReadyAddresses: true
              selector: {app: a}
              ports:
              - {name: http, port: 80, targetPort: web}
              - {name: tls, port: 443, targetPort: 8443}
              - {name: same, port: 9}
            """);
    assertThat(service.workloads())
        .isEqualTo(
            new Service.Workloads(
                Optional.of(new WorkloadSelector(Map.of("app", "a"))),
                IpFamilies.DUAL,
                true,
                true,
                Optional.of(true),
                "g"));
    assertThat(service.ports())
        .containsExactly(
            new ServicePort("http", 80, "TCP", "", 0, "web"),
            new ServicePort("tls", 443, "TCP", "", 8443),
            new ServicePort("same", 9, "TCP", "", 9));
  }

  /** Otherwise it would select pods of others. */
  @Test
  void aSelectorOfWhichAPartCannotBeReadSelectsNothing() {
    String head = "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {selector: ";
    Service service = Reading.object(Service.class, Reading.one(head + "{app: a, version: 1}}}"));
    assertThat(service.workloads().selector()).isEmpty();
    String entry =
        "{apiVersion: networking.istio.io/v1, kind: ServiceEntry, metadata: {name: a}, spec: "
            + "{hosts: [a.com], workloadSelector: {labels: {app: a, version: 1}}}}";
    assertThat(Reading.object(ServiceEntry.class, Reading.one(entry)).workloads().selector())
        .isEmpty();
  }

  @Test
  void whatAServiceEntrySaysOfItsWorkloads() {
    ServiceEntry entry =
        Reading.good(
            ServiceEntry.class,
            """
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: a, namespace: shop, labels: {app: a}}
            spec:
              hosts: [a.com]
              exportTo: ["."]
              subjectAltNames: ["spiffe://a"]
              workloadSelector: {labels: {app: a}}
            """);
    assertThat(entry.workloads())
        .isEqualTo(
            new ServiceEntry.Workloads(
                Optional.of(new WorkloadSelector(Map.of("app", "a"))),
                List.of("spiffe://a"),
                true,
                Optional.empty(),
                new WorkloadEntry.Traits(false, false, Map.of("app", "a"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]            | false | false",
        "['*']         | false | false",
        "['.']         | true  | false",
        "[shop]        | true  | false",
        "['.', other]  | false | true ",
        "[other]       | false | true ",
      })
  void exportTo(String exported, boolean own, boolean said) {
    ReadResult result =
        Reading.one(
            "{apiVersion: networking.istio.io/v1, kind: ServiceEntry, metadata: {name: a, "
                + "namespace: shop}, spec: {hosts: [a.com], exportTo: "
                + exported
                + "}}");
    assertThat(Reading.object(ServiceEntry.class, result).workloads().ownNamespaceOnly())
        .isEqualTo(own);
    assertThat(found(result)).isEqualTo(said ? List.of("1 WS0013 spec.exportTo") : List.of());
  }

  @Test
  void whereAGatewayIsReached() {
    String gateway =
        "{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: a, annotations:"
            + " {ambient.istio.io/waypoint-inbound-binding: %s}}, spec: {gatewayClassName: x,"
            + " addresses: [{type: Hostname, value: of.spec}]}%s}";
    Gateway written = Reading.good(Gateway.class, gateway.formatted("PROXY", ""));
    assertThat(written.hostnames()).containsExactly("of.spec");
    assertThat(written.binding()).contains(new InboundBinding(true, OptionalInt.empty()));
    Gateway ready =
        Reading.good(
            Gateway.class,
            gateway.formatted(
                "NONE/15088",
                ", status: {new: 1, addresses: [{value: 10.0.0.1}, {type: IPAddress, value: x}, "
                    + "{type: Hostname, value: a.b.svc}, {type: Other, value: y}]}"));
    assertThat(ready.hostnames()).containsExactly("a.b.svc");
    assertThat(ready.addresses()).containsExactly("10.0.0.1");
    assertThat(ready.binding()).contains(new InboundBinding(false, OptionalInt.of(15088)));
    ReadResult strange = Reading.one(gateway.formatted("TLS", ""));
    assertThat(Reading.object(Gateway.class, strange).binding()).isEmpty();
    assertThat(strange.diagnostics()).hasSize(1);
  }
}
