package io.waystone.translator.mesh;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Index;
import io.waystone.translator.graph.Keys;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Cause;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The places that each waypoint sends to: its own service ports, and what its routes name. */
final class Destinations {

  final Collection<BackendKey, Outcome<Backend>> backends;

  /** A provider that policies of a waypoint ask. */
  private record Asked(BackendKey backend, Asking how) implements Comparable<Asked> {
    private static final Comparator<Asked> ORDER =
        Comparator.comparing(Asked::backend).thenComparing(Asked::how);

    @Override
    public int compareTo(Asked other) {
      return ORDER.compare(this, other);
    }
  }

  private final Index<Asked, PortKey, Outcome<PortPolicies>> byProvider;
  private final Index<Asked, WaypointKey, Outcome<PortPolicies>> byProviderOfPods;
  private final Services services;
  private final Captures captures;

  Destinations(
      GraphBuilder graph,
      Services services,
      Captures captures,
      Ports ports,
      Policies policies,
      RouteTables tables,
      TcpTables connections) {
    this.services = services;
    this.captures = captures;
    Keys<BackendKey> own =
        graph
            .index(
                "ports by service",
                ports.ports,
                (key, port) ->
                    Set.of(new BackendKey(key.waypoint(), port.value().service(), key.port())))
            .buckets();
    Keys<BackendKey> named =
        graph
            .index(
                "route tables by destination",
                tables.tables,
                (key, table) -> keys(key.waypoint(), table.value().destinations()))
            .buckets();
    Keys<BackendKey> connected =
        graph
            .index(
                "connection tables by destination",
                connections.tables,
                (key, table) -> keys(key.waypoint(), table.value().destinations()))
            .buckets();
    byProvider =
        graph.index(
            "policies by provider",
            policies.policies,
            (key, decides) -> asked(key.waypoint(), decides.value()));
    byProviderOfPods =
        graph.index(
            "policies of pods by provider",
            policies.ofPods,
            (waypoint, decides) -> asked(waypoint, decides.value()));
    Keys<BackendKey> asked =
        graph
            .index(
                "policies by provider's port",
                policies.policies,
                (key, decides) -> providers(key.waypoint(), decides.value()))
            .buckets();
    Keys<BackendKey> askedForPods =
        graph
            .index(
                "policies of pods by provider's port",
                policies.ofPods,
                (waypoint, decides) -> providers(waypoint, decides.value()))
            .buckets();
    backends =
        graph.collection(
            "backends",
            graph.union(
                graph.union(own, graph.union(named, connected)), graph.union(asked, askedForPods)),
            this::backend);
  }

  private static Set<Asked> asked(WaypointKey waypoint, PortPolicies decides) {
    return decides
        .http()
        .custom()
        .map(custom ->
            Set.of(
                new Asked(
                    new BackendKey(waypoint, custom.service(), custom.provider().port()),
                    custom.asking())))
        .orElse(Set.of());
  }

  private static Set<BackendKey> providers(WaypointKey waypoint, PortPolicies decides) {
    return asked(waypoint, decides).stream().map(Asked::backend).collect(Collectors.toSet());
  }

  private Set<Asking> asked(Reader read, BackendKey key) {
    return Arrays.stream(Asking.values())
        .filter(how -> {
          Asked asked = new Asked(key, how);
          return !read.members(byProvider, asked).isEmpty()
              || !read.members(byProviderOfPods, asked).isEmpty();
        })
        .collect(Collectors.toSet());
  }

  private static Set<BackendKey> keys(
      WaypointKey waypoint, Stream<Route.Destination.To> destinations) {
    return destinations
        .map(to -> new BackendKey(waypoint, to.service(), to.port()))
        .collect(Collectors.toSet());
  }

  private Optional<Outcome<Backend>> backend(Reader read, BackendKey key) {
    return read.find(services.services, key.service())
        .flatMap(service ->
            Optional.ofNullable(service.ports().get(key.port()))
                .map(port -> {
                  boolean captured =
                      read.find(captures.captures, key.service())
                          .flatMap(capture -> capture.value().waypoint())
                          .map(key.waypoint()::equals)
                          .orElse(false);
                  return new Outcome.Notes()
                      .cause(Cause.of(key.service().object()))
                      .outcome(
                          new Backend(
                              key.service(),
                              service.host(),
                              key.port(),
                              port.protocol(),
                              captured,
                              asked(read, key)));
                }));
  }
}
