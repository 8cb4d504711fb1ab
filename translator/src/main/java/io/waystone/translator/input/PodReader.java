package io.waystone.translator.input;

import io.waystone.translator.input.ObjectBody.Owner;
import java.util.List;
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

  private PodReader() {}

  static Optional<MeshObject> read(ObjectBody body) {
    Optional<Spec> spec = body.fields().mapping("spec", PodReader::spec);
    String workload = workload(body);
    return Optional.of(
        new Pod(
            body.meta(),
            spec.map(Spec::hostNetwork).orElse(false)
                ? List.of()
                : body.fields().mapping("status", PodReader::ips).orElse(List.of()),
            spec.map(Spec::node).orElse(""),
            spec.map(Spec::serviceAccount).orElse("default"),
            body.annotation("ambient.istio.io/redirection").equals("enabled")
                || body.label("networking.istio.io/tunnel").equals("http"),
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
            body.waypoint()));
  }

  private record Spec(String node, String serviceAccount, boolean hostNetwork) {}

  private static Spec spec(FieldReader spec) {
    return new Spec(
        spec.text("nodeName", ""),
        spec.text("serviceAccountName", "default"),
        spec.flag("hostNetwork").orElse(false));
  }

  /** {@code podIP} is the first of {@code podIPs}; older API servers have it alone. */
  private static List<String> ips(FieldReader status) {
    Stream<String> first = status.text("podIP").stream();
    Stream<String> all = status.mappings("podIPs", ip -> ip.text("ip")).stream();
    if (ENDED.contains(status.text("phase", ""))) {
      return List.of();
    }
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
