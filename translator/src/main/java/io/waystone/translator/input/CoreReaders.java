package io.waystone.translator.input;

import java.util.Optional;

/** Reads the core kinds that are hardly more than their labels: Namespace and Node. */
final class CoreReaders {

  private CoreReaders() {}

  static Optional<MeshObject> namespace(ObjectBody body) {
    body.fields()
        .mapping(
            "spec",
            spec -> {
              spec.known("finalizers");
              return spec;
            });
    return Optional.of(
        new Namespace(
            body.meta(),
            body.metadata().labels(),
            body.waypoint(),
            TrafficDistribution.annotated(body)));
  }

  static Optional<MeshObject> node(ObjectBody body) {
    return Optional.of(
        new Node(
            body.meta(),
            body.label("topology.kubernetes.io/region"),
            body.label("topology.kubernetes.io/zone"),
            body.label("topology.istio.io/subzone")));
  }
}
