package io.waystone.translator.input;

import io.waystone.translator.input.ObjectBody.Owner;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads a Pod, as far as the mesh depends on it; the rest is not looked at. */
final class PodReader {

  private static final Pattern CRON_JOB = Pattern.compile("(.+)-\\d{8,10}");

  /** Kubernetes: the phases of a pod that runs no more. */
  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

  private static final String DEFAULT_ACCOUNT = "default";

  private PodReader() {}

  static Optional<MeshObject> read(ObjectBody body) {
    Spec spec = body.fields().mapping("spec", PodReader::spec).orElse(Spec.EMPTY);
    Status status = body.fields().mapping("status", PodReader::status).orElse(Status.EMPTY);
    String workload = workload(body);
    return Optional.of(
        new Pod(
            body.meta(),
            spec.hostNetwork() ? List.of() : status.ips(),
            spec.node(),
            spec.serviceAccount(),
            body.annotation("ambient.istio.io/redirection").equals("enabled") || tunnels(body),
            workload,
            first(body, "service.istio.io/canonical-name", "app.kubernetes.io/name", "app")
                .orElse(workload),
            first(
                    body,
                    "service.istio.io/canonical-revision",
                    "app.kubernetes.io/version",
                    "version")
                .orElse(""),
            body.label("gateway.istio.io/managed").equals("istio.io-mesh-controller"),
            body.waypoint(),
            instance(body, spec, status)));
  }

  private static Pod.Instance instance(ObjectBody body, Spec spec, Status status) {
    return new Pod.Instance(
        body.metadata().uid(),
        status.ended(),
        spec.hostNetwork(),
        status.ips(),
        status.ready() && !body.metadata().deleting(),
        tunnels(body),
        spec.ports(),
        body.metadata().labels());
  }

  private static boolean tunnels(ObjectBody body) {
    return body.label("networking.istio.io/tunnel").equals("http");
  }

  private record Spec(
      String node, String serviceAccount, boolean hostNetwork, Map<String, Integer> ports) {
    static final Spec EMPTY = new Spec("", DEFAULT_ACCOUNT, false, Map.of());
  }

  private static Spec spec(FieldReader spec) {
    return new Spec(
        spec.text("nodeName", ""),
        // Kubernetes: the API server writes this name where there is none.
        spec.text("serviceAccountName").filter(name -> !name.isEmpty()).orElse(DEFAULT_ACCOUNT),
        spec.flag("hostNetwork").orElse(false),
        ports(spec));
  }

  /** Kubernetes: of two ports with one name the first; of init containers those that stay. */
  private static Map<String, Integer> ports(FieldReader spec) {
    Map<String, Integer> ports = new LinkedHashMap<>();
    Stream.concat(
            spec.mappings("containers", container -> Optional.of(named(container))).stream(),
            spec
                .mappings(
                    "initContainers",
                    container ->
                        Optional.of(named(container))
                            .filter(_ -> container.text("restartPolicy", "").equals("Always")))
                .stream())
        .forEach(named -> named.forEach(ports::putIfAbsent));
    return ports;
  }

  private static Map<String, Integer> named(FieldReader container) {
    Map<String, Integer> ports = new LinkedHashMap<>();
    container.mappings(
        "ports",
        port -> {
          if (port.text("protocol", "TCP").equals("TCP")) {
            port.text("name")
                .ifPresent(name ->
                    port.port("containerPort")
                        .ifPresent(number -> ports.putIfAbsent(name, number)));
          }
          return Optional.of(port);
        });
    return ports;
  }

  private record Status(boolean ended, List<String> ips, boolean ready) {
    static final Status EMPTY = new Status(false, List.of(), false);
  }

  private static Status status(FieldReader status) {
    boolean ended = ENDED.contains(status.text("phase", ""));
    List<String> ips = ips(status);
    boolean ready = status.mappings("conditions", PodReader::isReady).stream().anyMatch(is -> is);
    return new Status(ended, ended ? List.of() : ips, ready);
  }

  private static Optional<Boolean> isReady(FieldReader condition) {
    return Optional.of(
        condition.text("type", "").equals("Ready") && condition.text("status", "").equals("True"));
  }

  /** {@code podIP} is the first of {@code podIPs}; older API servers have it alone. */
  private static List<String> ips(FieldReader status) {
    Stream<String> first = status.text("podIP").stream();
    Stream<String> all = status.mappings("podIPs", ip -> ip.text("ip")).stream();
    return Stream.concat(first, all)
        .flatMap(ip -> Addresses.canonical(ip).stream())
        .distinct()
        .toList();
  }

  /** Whose pod it is (istiod: GetWorkloadMetaFromPod): a Deployment, not its ReplicaSet. */
  private static String workload(ObjectBody body) {
    Optional<Owner> owner = body.metadata().controller();
    if (owner.isEmpty() || owner.get().name().isEmpty()) {
      return body.meta().name();
    }
    String name = owner.get().name();
    String hash = "-" + body.label("pod-template-hash");
    if (owner.get().kind().equals("ReplicaSet") && hash.length() > 1 && name.endsWith(hash)) {
      return name.substring(0, name.length() - hash.length());
    }
    Matcher cronJob = CRON_JOB.matcher(name);
    return owner.get().kind().equals("Job") && cronJob.matches() ? cronJob.group(1) : name;
  }

  private static Optional<String> first(ObjectBody body, String... labels) {
    return Stream.of(labels).map(body::label).filter(value -> !value.isEmpty()).findFirst();
  }
}
