package io.waystone.translator.mesh;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The names that metrics know a workload by (Istio: canonical service), out of its labels. */
final class CanonicalNames {

  private CanonicalNames() {}

  static Optional<String> service(Map<String, String> labels) {
    return first(labels, "service.istio.io/canonical-name", "app.kubernetes.io/name", "app");
  }

  static Optional<String> revision(Map<String, String> labels) {
    return first(
        labels, "service.istio.io/canonical-revision", "app.kubernetes.io/version", "version");
  }

  private static Optional<String> first(Map<String, String> labels, String... keys) {
    return Stream.of(keys)
        .map(key -> labels.getOrDefault(key, ""))
        .filter(value -> !value.isEmpty())
        .findFirst();
  }
}
