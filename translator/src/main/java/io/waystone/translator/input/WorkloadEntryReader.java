package io.waystone.translator.input;

import io.waystone.translator.input.ServiceEntry.Endpoint;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads a WorkloadEntry, and the endpoints of a ServiceEntry, which are of the same form. */
final class WorkloadEntryReader {

  /** The sum of the weights of a service must stay below 32 bits, or Envoy refuses all of them. */
  private static final int MAX_WEIGHT = 1_000_000;

  private WorkloadEntryReader() {}

  static Optional<MeshObject> read(ObjectBody body) {
    body.fields().require("spec");
    return body.fields().mapping("spec", spec -> entry(body, spec)).flatMap(entry -> entry);
  }

  private static Optional<MeshObject> entry(ObjectBody body, FieldReader spec) {
    // istiod: labels of the spec count as well, those of the metadata before them.
    Map<String, String> labels = new TreeMap<>(spec.words("labels"));
    labels.putAll(body.metadata().labels());
    String group = body.annotation("istio.io/autoRegistrationGroup");
    String named = labels.getOrDefault("service.istio.io/workload-name", "");
    String otherwise = named.isEmpty() ? body.meta().name() : named;
    Optional<Endpoint> read = endpoint(spec, labels);
    spec.end();
    return read.filter(_ -> !spec.broken())
        .map(endpoint ->
            new WorkloadEntry(
                body.meta(), endpoint, group.isEmpty() ? otherwise : group, traits(body, labels)));
  }

  /** What the metadata of an object says of its workloads. */
  static WorkloadEntry.Traits traits(ObjectBody body, Map<String, String> labels) {
    boolean tunnel = labels.getOrDefault("networking.istio.io/tunnel", "").equals("http");
    return new WorkloadEntry.Traits(
        tunnel || body.annotation("ambient.istio.io/redirection").equals("enabled"),
        tunnel,
        labels);
  }

  /** An endpoint; empty if a part of it cannot be read. */
  static Optional<Endpoint> endpoint(FieldReader endpoint, Map<String, String> labels) {
    endpoint.known("labels");
    String address = endpoint.text("address", "");
    Map<String, Integer> ports = new TreeMap<>();
    endpoint.mapping(
        "ports",
        named -> {
          named.unread().forEach(name -> named.port(name).ifPresent(port -> ports.put(name, port)));
          return named;
        });
    int weight = endpoint.number("weight", 0, MAX_WEIGHT).orElse(0);
    Endpoint read =
        new Endpoint(
            Addresses.canonical(address).orElse(address),
            ports,
            weight,
            endpoint.text("locality", ""),
            endpoint.text("serviceAccount", ""),
            endpoint.text("network", ""),
            ObjectBody.waypoint(labels));
    return endpoint.broken() ? Optional.empty() : Optional.of(read);
  }
}
