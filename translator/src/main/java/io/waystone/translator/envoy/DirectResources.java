package io.waystone.translator.envoy;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.mesh.MeshModel;
import io.waystone.translator.mesh.Outcome;
import io.waystone.translator.mesh.PortPolicies;
import io.waystone.translator.mesh.RequestSettings;
import io.waystone.translator.mesh.WaypointKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The doors of each waypoint, and what is behind those of pods. What cannot be made of a waypoint's
 * pods closes them, and nothing else.
 */
final class DirectResources {

  /** The routes of the tunnel. */
  final Collection<WaypointKey, Outcome<List<Resource>>> doors;

  /** The clusters before and behind the pods' listener, where a waypoint takes pods. */
  final Collection<WaypointKey, Outcome<List<Resource>>> clusters;

  /** That listener and its routes. */
  final Collection<WaypointKey, Outcome<List<Resource>>> pods;

  private final MeshModel mesh;

  DirectResources(GraphBuilder graph, MeshModel mesh) {
    this.mesh = mesh;
    doors =
        graph.collection(
            "doors",
            mesh.waypoints().keys(),
            this::doors,
            (_, _) -> Optional.of(sent(new TreeSet<>(), List.of(doors(List.of(), List.of())))));
    clusters = graph.collection("clusters of pods", mesh.podWaypoints(), this::clusters);
    pods =
        graph.collection(
            "direct pods",
            mesh.podWaypoints(),
            this::pods,
            (_, _) -> Optional.of(sent(new TreeSet<>(), closed())));
  }

  private Optional<Outcome<List<Resource>>> doors(Reader read, WaypointKey key) {
    return read.find(mesh.waypoints(), key)
        .map(waypoint -> {
          Outcome<List<String>> addresses = mesh.podAddresses(read, key);
          SortedSet<Cause> causes = new TreeSet<>(addresses.causes());
          causes.addAll(waypoint.causes());
          return new Outcome<>(
              List.of(doors(addresses.value(), causes)), List.of(), waypoint.causes());
        });
  }

  private static Resource doors(List<String> addresses, java.util.Collection<Cause> causes) {
    return Resources.of(Tunnel.routes(addresses), Tunnel.routeLinks(addresses), causes);
  }

  private Optional<Outcome<List<Resource>>> clusters(Reader read, WaypointKey key) {
    return read.find(mesh.waypoints(), key)
        .map(waypoint ->
            sent(
                waypoint.causes(),
                List.of(
                    Resources.of(DirectPods.door(), DirectPods.doorLinks(), waypoint.causes()),
                    Resources.of(DirectPods.encap(), DirectPods.encapLinks(), waypoint.causes()))));
  }

  private Optional<Outcome<List<Resource>>> pods(Reader read, WaypointKey key) {
    return read.find(mesh.podPolicies(), key)
        .flatMap(policies ->
            read.find(mesh.waypoints(), key)
                .map(waypoint -> {
                  SortedSet<Cause> causes = new TreeSet<>(policies.causes());
                  causes.addAll(waypoint.causes());
                  return pods(policies.value(), mesh.requestSettings(read), causes);
                }));
  }

  private static Outcome<List<Resource>> pods(
      PortPolicies policies, RequestSettings settings, SortedSet<Cause> causes) {
    Draft listener =
        Draft.of(
            DirectPods.listener(policies.tcp(), settings),
            made -> Resources.of(made, DirectPods.listenerLinks(policies.tcp()), causes));
    Draft routes =
        Draft.of(
            DirectPods.routes(policies),
            made -> Resources.of(made, Routes.links(made, policies.http()), causes));
    List<String> violations = new ArrayList<>(listener.violations());
    violations.addAll(routes.violations());
    if (!violations.isEmpty()) {
      return new Outcome<>(closed(), List.of(broken(causes, violations)), causes);
    }
    return sent(causes, List.of(listener.resource(), routes.resource()));
  }

  private static List<Resource> closed() {
    return List.of(DirectPods.closedListener(), DirectPods.closedRoutes());
  }

  private static Diagnostic broken(SortedSet<Cause> causes, List<String> violations) {
    return new Diagnostic(
        Code.WS0401,
        causes.getFirst(),
        "Envoy would refuse what pods behind the waypoint came to: " + violations.getFirst(),
        "they are closed: every request gets 500",
        "Mend the policy that has this value");
  }

  private static Outcome<List<Resource>> sent(SortedSet<Cause> causes, List<Resource> resources) {
    return new Outcome<>(resources, List.of(), causes);
  }
}
