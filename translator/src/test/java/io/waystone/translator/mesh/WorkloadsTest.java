package io.waystone.translator.mesh;

import static io.waystone.translator.mesh.Objects.entry;
import static io.waystone.translator.mesh.Objects.namespace;
import static io.waystone.translator.mesh.Objects.object;
import static io.waystone.translator.mesh.Objects.pod;
import static io.waystone.translator.mesh.Objects.policy;
import static io.waystone.translator.mesh.Objects.selecting;
import static io.waystone.translator.mesh.Objects.service;
import static io.waystone.translator.mesh.Objects.waypoint;
import static io.waystone.translator.mesh.Objects.workload;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which workloads there are, and what they serve. */
class WorkloadsTest {

  private static final String POD = "Pod default/web-1";
  private static final String WEB = "default/web.default.svc.cluster.local";

  /** {@code host: {port=target}}, for each service that a workload serves. */
  private static List<String> served(Workload workload) {
    return workload.services().entrySet().stream()
        .map(e -> e.getKey() + ": " + e.getValue())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "app: web                   | app: web, version: v1 | true",
        "'app: web, version: v1'    | 'app: web, version: v1' | true",
        "'app: web, version: v2'    | 'app: web, version: v1' | false",
        "app: web                   | app: db                 | false",
      })
  void aPodServesTheServicesThatSelectIt(String selector, String labels, boolean serves) {
    MeshFixture mesh =
        MeshFixture.of(
            selecting(
                "default", "web", selector, "10.0.0.1", "name: http, port: 80, targetPort: 8080"),
            selecting("other", "web", selector, "10.0.0.2", "name: http, port: 80"),
            pod("default", "web-1", labels, "10.1.0.1"));
    assertThat(served(mesh.workload(POD)))
        .isEqualTo(serves ? List.of(WEB + ": {80=8080}") : List.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "targetPort: 8080 | {80=8080}",
        "targetPort: web  | {80=9090}",
        // istiod: a port that the pod does not have is none of its.
        "targetPort: db   | {}",
        // The name of the service's port means nothing to a pod.
        "nodePort: 30000  | {80=80}",
      })
  void namedPortsAreThoseOfTheContainer(String target, String ports) {
    MeshFixture mesh =
        MeshFixture.of(
            selecting("default", "web", "app: web", "10.0.0.1", "name: web, port: 80, " + target),
            pod(
                "default",
                "web-1",
                "app: web",
                "containers: [{ports: [{name: web, containerPort: 9090}]}]",
                "10.1.0.1"));
    assertThat(served(mesh.workload(POD))).containsExactly(WEB + ": " + ports);
  }

  /** Somebody else writes the slices of a service without a selector. */
  @Test
  void aPodServesTheServicesWhoseSlicesNameIt() {
    MeshFixture mesh =
        MeshFixture.of(
            service("default", "web", "", "10.0.0.1", "name: http, port: 80, targetPort: 8080"),
            slice("{addresses: [10.1.0.1], targetRef: {kind: Pod, name: web-1}}"),
            pod("default", "web-1", "", "10.1.0.1"));
    assertThat(served(mesh.workload(POD))).containsExactly(WEB + ": {80=8080}");
    mesh.set(slice("{addresses: [10.1.0.9], targetRef: {kind: Pod, name: web-9}}"));
    assertThat(served(mesh.workload(POD))).isEmpty();
  }

  @Test
  void anAddressOfASliceWithoutAPodIsAWorkloadOfWhichNothingIsKnown() {
    MeshFixture mesh =
        MeshFixture.of(
            service("default", "web", "", "10.0.0.1", "name: http, port: 80"),
            slice(
                "{addresses: [192.0.2.1]}, {addresses: [192.0.2.2], conditions: {ready: false}}"));
    Workload first = mesh.workload("EndpointSlice default/web-x/192.0.2.1");
    assertThat(first.self()).isEqualTo(WorkloadSelf.opaque("192.0.2.1", true));
    assertThat(served(first)).containsExactly(WEB + ": {80=9999}");
    assertThat(mesh.workload("EndpointSlice default/web-x/192.0.2.2").self().healthy()).isFalse();
    mesh.remove("Service", "default", "web");
    assertThat(mesh.workloads()).isEmpty();
  }

  private static String slice(String endpoints) {
    return "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: web-x,"
        + " namespace: default, labels: {kubernetes.io/service-name: web}}, addressType:"
        + " IPv4, ports: [{name: http, port: 9999}], endpoints: ["
        + endpoints
        + "]}";
  }

  @Test
  void aWorkloadEntryServesServicesAndServiceEntries() {
    MeshFixture mesh =
        MeshFixture.of(
            selecting(
                "default", "web", "app: db", "10.0.0.1", "name: sql, port: 80, targetPort: 8080"),
            entry(
                "default",
                "db",
                "",
                "{hosts: [db.example], addresses: [10.0.0.9], resolution: STATIC, ports: [{number:"
                    + " 3306, name: sql, protocol: TCP}, {number: 1, name: other, protocol: TCP,"
                    + " targetPort: 2}], workloadSelector: {labels: {app: db}}}"),
            workload(
                "default",
                "vm",
                "app: db",
                "{address: 192.0.2.7, ports: {sql: 13306}, serviceAccount: db, weight: 3, locality:"
                    + " r/z/s}"));
    Workload vm = mesh.workload("WorkloadEntry default/vm");
    assertThat(served(vm))
        .containsExactly("default/db.example: {1=2, 3306=13306}", WEB + ": {80=13306}");
    assertThat(vm.self())
        .isEqualTo(
            new WorkloadSelf(
                List.of("192.0.2.7"),
                "",
                false,
                "",
                Workload.Tunnel.NONE,
                "db",
                "",
                new Locality("r", "z", "s"),
                "vm",
                "db",
                "",
                true,
                3));
  }

  /** Its endpoints, each once; those resolved by DNS by their names; without any, by its hosts. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "STATIC | [{address: 192.0.2.1}, {address: 192.0.2.1}] | ServiceEntry default/e/192.0.2.1",
        "DNS    | [{address: a.example}]                       | ServiceEntry default/e/a.example",
        "DNS    | []                        | ServiceEntry default/e/x.example ServiceEntry"
            + " default/e/y.example",
        "STATIC | []                                           | ''",
        "NONE   | []                                           | ''",
        "DNS    | [{address: 'unix:///var/run/x'}]             | ''",
        // Nobody's proxy is led to its own machine.
        "STATIC | [{address: 127.0.0.1}]                       | ''",
        "STATIC | [{address: 169.254.169.254}]                 | ''",
      })
  void endpointsOfAServiceEntry(String resolution, String endpoints, String expected) {
    MeshFixture mesh =
        MeshFixture.of(
            entry(
                "default",
                "e",
                "",
                "{hosts: [x.example, y.example], resolution: "
                    + resolution
                    + ", ports: [{number: 80, name: http, protocol: HTTP}], endpoints: "
                    + endpoints
                    + "}"));
    assertThat(String.join(" ", mesh.workloads().keySet())).isEqualTo(expected);
  }

  @Test
  void aHostServesItselfAlone() {
    MeshFixture mesh =
        MeshFixture.of(
            entry(
                "default",
                "e",
                "",
                "{hosts: [x.example, y.example], resolution: DNS, ports: [{number: 80, name: http,"
                    + " protocol: HTTP, targetPort: 8080}]}"));
    Workload x = mesh.workload("ServiceEntry default/e/x.example");
    assertThat(served(x)).containsExactly("default/x.example: {80=8080}");
    assertThat(x.self().hostname()).isEqualTo("x.example");
    assertThat(x.self().addresses()).isEmpty();
  }

  /** istiod: what is taken from an entry as a whole takes its endpoints with it. */
  @Test
  void theEndpointsOfAHostThatIsAnothersAreNotItsEndpoints() {
    MeshFixture mesh =
        MeshFixture.of(
            service("default", "web", "", "10.0.0.1", "name: http, port: 80"),
            entry(
                "default",
                "e",
                "",
                "{hosts: [web.default.svc.cluster.local], resolution: STATIC, ports: [{number: 80,"
                    + " name: http, protocol: HTTP}], endpoints: [{address: 192.0.2.1}]}"));
    assertThat(mesh.workloads()).isEmpty();
    assertThat(mesh.said()).contains("WS0304 default/e ServiceEntry");
  }

  /** Otherwise a tenant would say what another's pod is. */
  @Test
  void anAddressIsLookedUpAsOneWorkload() {
    MeshFixture mesh =
        MeshFixture.of(
            pod("default", "web-1", "", "10.1.0.1"),
            workload("tenant", "w", "", "{address: 10.1.0.1}"),
            workload("tenant", "v", "", "{address: 192.0.2.1}"),
            workload("tenant", "u", "", "{address: 192.0.2.1}"));
    assertThat(mesh.workload(POD).self().shared()).isFalse();
    assertThat(mesh.workload("WorkloadEntry tenant/w").self().shared()).isTrue();
    assertThat(mesh.workload("WorkloadEntry tenant/u").self().shared()).isFalse();
    assertThat(mesh.workload("WorkloadEntry tenant/v").self().shared()).isTrue();
    mesh.remove("Pod", "default", "web-1");
    assertThat(mesh.workload("WorkloadEntry tenant/w").self().shared()).isFalse();
  }

  @Test
  void onTheNetworkOfItsNodeAPodHasNoAddressOfItsOwn() {
    MeshFixture mesh = MeshFixture.of(pod("default", "web-1", "", "hostNetwork: true", "10.9.0.1"));
    assertThat(mesh.workload(POD).self().shared()).isTrue();
    assertThat(mesh.workload(POD).self().addresses()).containsExactly("10.9.0.1");
  }

  @Test
  void whereAPodIs() {
    MeshFixture mesh =
        MeshFixture.of(
            "{apiVersion: v1, kind: Node, metadata: {name: n, labels:"
                + " {topology.kubernetes.io/region: r, topology.kubernetes.io/zone: z,"
                + " topology.istio.io/subzone: s}}}",
            pod("default", "web-1", "", "nodeName: n", "10.1.0.1"));
    assertThat(mesh.workload(POD).self().locality()).isEqualTo(new Locality("r", "z", "s"));
    assertThat(mesh.workload(POD).self().node()).isEqualTo("n");
  }

  /**
   * Which of its policies a workload names: those with a selector, of its namespace and the root.
   */
  @Test
  void policiesThatSelectIt() {
    String selects = "{selector: {matchLabels: {app: web}}, rules: [{}]%s}";
    MeshFixture mesh =
        MeshFixture.of(
            pod("default", "web-1", "app: web", "10.1.0.1"),
            policy("default", "own", selects.formatted("")),
            policy("default", "audit", selects.formatted(", action: AUDIT")),
            policy("default", "unreadable", selects.formatted(", x: y")),
            policy("default", "all", "{rules: [{}]}"),
            policy("default", "empty", "{selector: {}, rules: [{}]}"),
            policy("default", "db", selects.formatted("").replace("web", "db")),
            policy("istio-system", "root", selects.formatted("")),
            policy("other", "foreign", selects.formatted("")));
    assertThat(mesh.workload(POD).selected().policies())
        .map(ref -> ref.namespace() + "/" + ref.name())
        .containsExactly("default/own", "default/unreadable", "istio-system/root");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "workload | default/wp.default.svc.cluster.local",
        "all      | default/wp.default.svc.cluster.local",
        "service  | none",
      })
  void theWaypointOfAPod(String takes, String expected) {
    MeshFixture mesh =
        MeshFixture.of(
            namespace("default", "istio.io/use-waypoint: wp"),
            waypoint("default", "wp", "istio.io/waypoint-for: " + takes, "{from: Same}"),
            pod("default", "web-1", "", "10.1.0.1"));
    assertThat(target(mesh.workload(POD).waypoint())).isEqualTo(expected);
  }

  /** Its Service, else what the Gateway says, else the Service that it will have. */
  @Test
  void whereAWaypointIs() {
    MeshFixture mesh =
        MeshFixture.of(
            namespace("default", "istio.io/use-waypoint: wp"),
            gateway("istio-waypoint", "{type: IPAddress, value: 10.0.0.7}"),
            pod("default", "web-1", "", "10.1.0.1"));
    assertThat(target(mesh.workload(POD).waypoint())).isEqualTo("10.0.0.7");
    mesh.set(
        gateway(
            "istio-waypoint",
            "{type: IPAddress, value: 10.0.0.7}, {type: Hostname, value: wp.example}"));
    assertThat(target(mesh.workload(POD).waypoint())).isEqualTo("default/wp.example");
    mesh.set(service("default", "wp", "", "10.0.0.8", "name: mesh, port: 15008"));
    assertThat(target(mesh.workload(POD).waypoint()))
        .isEqualTo("default/wp.default.svc.cluster.local");
    mesh.set(
        service(
            "default",
            "of-wp",
            "gateway.networking.k8s.io/gateway-name: wp",
            "10.0.0.9",
            "name: mesh, port: 15008"));
    assertThat(target(mesh.workload(POD).waypoint()))
        .isEqualTo("default/of-wp.default.svc.cluster.local");
  }

  /** Somebody else serves it; it is told as soon as it has an address (istiod). */
  @Test
  void aWaypointOfSomebodyElse() {
    MeshFixture mesh =
        MeshFixture.of(
            namespace("default", "istio.io/use-waypoint: wp"),
            gateway("other", ""),
            pod("default", "web-1", "", "10.1.0.1"),
            service("default", "web", "", "10.0.0.1", "name: http, port: 80"));
    assertThat(target(mesh.workload(POD).waypoint())).isEqualTo("none");
    assertThat(mesh.announced().get(WEB)).extracting(s -> target(s.waypoint())).isEqualTo("none");
    mesh.set(gateway("other", "{type: Hostname, value: wp.example}"));
    assertThat(target(mesh.workload(POD).waypoint())).isEqualTo("default/wp.example");
    assertThat(mesh.announced().get(WEB))
        .extracting(s -> target(s.waypoint()))
        .isEqualTo("default/wp.example");
    mesh.set(
        namespace(
            "elsewhere", "istio.io/use-waypoint: wp, istio.io/use-waypoint-namespace: default"),
        pod("elsewhere", "web-1", "", "10.1.0.2"));
    assertThat(target(mesh.workload("Pod elsewhere/web-1").waypoint())).isEqualTo("none");
  }

  private static String gateway(String className, String addresses) {
    return object(
            "gateway.networking.k8s.io/v1",
            "Gateway",
            "default",
            "wp",
            "istio.io/waypoint-for: all",
            "{gatewayClassName: "
                + className
                + ", listeners: [{name: mesh, port: 15008, protocol: HBONE}]}")
        .replaceFirst("\\}$", ", status: {addresses: [" + addresses + "]}}");
  }

  /** A waypoint has no waypoint, and is told how it wants what it gets. */
  @Test
  void thePodsOfAWaypoint() {
    MeshFixture mesh =
        MeshFixture.of(
            namespace("default", "istio.io/use-waypoint: wp"),
            gateway("istio-waypoint", "")
                .replace(
                    "metadata: {",
                    "metadata: {annotations: {ambient.istio.io/waypoint-inbound-binding:"
                        + " PROXY/15088}, "),
            pod("default", "wp-1", "gateway.networking.k8s.io/gateway-name: wp", "10.1.0.1"),
            pod("default", "x-1", "gateway.networking.k8s.io/gateway-name: none", "10.1.0.2"));
    Workload instance = mesh.workload("Pod default/wp-1");
    assertThat(instance.waypoint()).isEmpty();
    assertThat(instance.binding().orElseThrow().port()).hasValue(15088);
    Workload other = mesh.workload("Pod default/x-1");
    assertThat(other.waypoint()).isPresent();
    assertThat(other.binding()).isEmpty();
  }

  private static String target(Optional<WaypointTarget> target) {
    return target
        .map(to ->
            switch (to) {
              case WaypointTarget.Host(var name) -> name.toString();
              case WaypointTarget.Ip(var text) -> text;
            })
        .orElse("none");
  }

  @Test
  void aPodThatHasEndedIsNoWorkload() {
    String pod = pod("default", "web-1", "", "10.1.0.1");
    MeshFixture mesh = MeshFixture.of(pod);
    assertThat(mesh.workloads()).containsOnlyKeys(POD);
    mesh.set(pod.replace("Running", "Succeeded"));
    assertThat(mesh.workloads()).isEmpty();
    assertThat(mesh.failures()).isZero();
  }
}
