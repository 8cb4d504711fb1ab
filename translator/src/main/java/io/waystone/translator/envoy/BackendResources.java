package io.waystone.translator.envoy;

import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.Function;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Keys;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.mesh.Backend;
import io.waystone.translator.mesh.BackendKey;
import io.waystone.translator.mesh.Endpoint;
import io.waystone.translator.mesh.Locality;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.MeshModel;
import io.waystone.translator.mesh.Outcome;
import io.waystone.translator.mesh.Preference;
import io.waystone.translator.mesh.WaypointKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * The clusters of each backend and their endpoints. What breaks a rule of Envoy's API is not sent:
 * without its cluster, requests to a backend get 500; endpoints that cannot be sent are none.
 */
final class BackendResources {

  /** The clusters, one for each form in which the backend may be served. */
  final Collection<BackendKey, Outcome<List<Resource>>> clusters;

  /** The endpoints, for each of the clusters, where none is preferred to another. */
  final Collection<BackendKey, Outcome<List<Resource>>> assignments;

  /** The endpoints where it depends on the proxy's locality which are preferred. */
  final Collection<LocalBackend, Outcome<List<Resource>>> localAssignments;

  private final MeshModel mesh;
  private final Function<WaypointKey, SortedSet<Locality>> localities;

  /**
   * Declares the stages.
   *
   * @param localities where the proxies of a waypoint are
   */
  BackendResources(
      GraphBuilder graph, MeshModel mesh, Function<WaypointKey, SortedSet<Locality>> localities) {
    this.mesh = mesh;
    this.localities = localities;
    clusters = graph.collection("clusters", mesh.backends().keys(), this::clusters);
    assignments = graph.collection("assignments", mesh.backends().keys(), this::assignments);
    Keys<LocalBackend> local =
        graph
            .index(
                "local backends",
                graph.collection("backends by locality", mesh.backends().keys(), this::byLocality),
                (_, backends) -> backends)
            .buckets();
    localAssignments = graph.collection("local assignments", local, this::localAssignments);
  }

  private Optional<Outcome<List<Resource>>> clusters(Reader read, BackendKey key) {
    return read.find(mesh.backends(), key).map(BackendResources::clusters);
  }

  private static Outcome<List<Resource>> clusters(Outcome<Backend> backend) {
    List<Resource> sent = new ArrayList<>();
    List<Diagnostic> said = new ArrayList<>();
    for (Names.BackendForm form : Names.forms(backend.value())) {
      Draft draft =
          Draft.of(
              BackendCluster.cluster(backend.value(), form),
              cluster -> Resources.of(cluster, BackendCluster.links(cluster), backend.causes()));
      if (draft.violations().isEmpty()) {
        sent.add(draft.resource());
      } else {
        said.add(
            refused(backend.value(), draft, "the cluster is not sent: requests to it get 500"));
      }
    }
    return new Outcome<>(sent, said, backend.causes());
  }

  private Optional<Outcome<List<Resource>>> assignments(Reader read, BackendKey key) {
    return mesh.preference(read, key).value() == Preference.NONE
        ? assignments(read, key, Locality.UNKNOWN)
        : Optional.empty();
  }

  /** A backend once for each of the localities that make a difference to it; if none, nothing. */
  private Optional<SortedSet<LocalBackend>> byLocality(Reader read, BackendKey key) {
    Preference preference = mesh.preference(read, key).value();
    return preference == Preference.NONE
        ? Optional.empty()
        : Optional.of(
            read.get(localities, key.waypoint()).stream()
                .map(proxy -> new LocalBackend(key, preference, preference.relevant(proxy)))
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  private Optional<Outcome<List<Resource>>> localAssignments(Reader read, LocalBackend key) {
    return assignments(read, key.backend(), key.proxy());
  }

  private Optional<Outcome<List<Resource>>> assignments(
      Reader read, BackendKey key, Locality proxy) {
    return read.find(mesh.backends(), key)
        .map(backend ->
            assignments(
                backend,
                mesh.endpoints(read, key),
                mesh.preference(read, key),
                proxy,
                mesh.mesh(read)));
  }

  private static Outcome<List<Resource>> assignments(
      Outcome<Backend> backend,
      Outcome<List<Endpoint>> endpoints,
      Outcome<Preference> preference,
      Locality proxy,
      Mesh settings) {
    SortedSet<Cause> causes = new TreeSet<>(backend.causes());
    causes.addAll(endpoints.causes());
    causes.addAll(preference.causes());
    ToIntFunction<Locality> distance = locality -> preference.value().distance(proxy, locality);
    List<Resource> sent = new ArrayList<>();
    List<Diagnostic> said = new ArrayList<>(endpoints.diagnostics());
    for (Names.BackendForm form : Names.forms(backend.value())) {
      Draft draft =
          Draft.of(
              Assignment.assignment(form.cluster(), endpoints.value(), distance, settings),
              assignment -> Resources.of(assignment, causes));
      if (draft.violations().isEmpty()) {
        sent.add(draft.resource());
      } else {
        // Left out, Envoy would keep the endpoints that it has.
        sent.add(
            Resources.of(
                ClusterLoadAssignment.newBuilder().setClusterName(form.cluster()).build(), causes));
        said.add(refused(backend.value(), draft, "it has no endpoints: requests to it get 503"));
      }
    }
    return new Outcome<>(sent, said, causes);
  }

  private static Diagnostic refused(Backend backend, Draft draft, String effect) {
    return new Diagnostic(
        Code.WS0401,
        Cause.of(backend.service().object()),
        "Envoy would refuse \"" + draft.resource().name() + "\": " + draft.violations().getFirst(),
        effect,
        "Mend the object that has this value");
  }
}
