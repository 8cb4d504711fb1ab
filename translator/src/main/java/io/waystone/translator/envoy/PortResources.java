package io.waystone.translator.envoy;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.Function;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.mesh.Authority;
import io.waystone.translator.mesh.MeshModel;
import io.waystone.translator.mesh.MeshPort;
import io.waystone.translator.mesh.Outcome;
import io.waystone.translator.mesh.PortKey;
import io.waystone.translator.mesh.PortPolicies;
import io.waystone.translator.mesh.RouteTable;
import io.waystone.translator.mesh.TcpTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The listener and the routes of each service port. If one of the two fails, or breaks a rule of
 * Envoy's API, both are sent in the closed form: never a missing one, never an older one.
 */
final class PortResources {

  /** The internal listener of each port. */
  final Collection<PortKey, Outcome<List<Resource>>> listeners;

  /** The routes of each port that may speak HTTP. */
  final Collection<PortKey, Outcome<List<Resource>>> routes;

  private final MeshModel mesh;
  private final Function<PortKey, Draft> listenerDrafts;
  private final Function<PortKey, Optional<Draft>> routeDrafts;

  PortResources(GraphBuilder graph, MeshModel mesh) {
    this.mesh = mesh;
    listenerDrafts = graph.function("listener drafts", this::listenerDraft);
    routeDrafts = graph.function("route drafts", this::routeDraft);
    Function<PortKey, List<String>> violations =
        graph.function("port violations", this::violations);
    listeners =
        graph.collection(
            "listeners",
            mesh.ports().keys(),
            (read, key) -> {
              List<String> broken = read.get(violations, key);
              return Optional.of(
                  broken.isEmpty()
                      ? sent(read.get(listenerDrafts, key).resource())
                      : closedListener(key, List.of(broken(read, key, broken))));
            },
            // What failed is among the failures of the graph.
            (key, _) -> Optional.of(closedListener(key, List.of())));
    routes =
        graph.collection(
            "route configurations",
            mesh.ports().keys(),
            // A port without routes has none in its closed form either: it does not ask what broke.
            (read, key) ->
                read.get(routeDrafts, key)
                    .map(draft ->
                        read.get(violations, key).isEmpty()
                            ? sent(draft.resource())
                            : closedRoutes(key)),
            (key, _) -> Optional.of(closedRoutes(key)));
  }

  private Draft listenerDraft(Reader read, PortKey key) {
    Outcome<MeshPort> port = read.find(mesh.ports(), key).orElseThrow();
    SortedSet<Cause> causes = new TreeSet<>(port.causes());
    PortPolicies.RuleSet tcp = PortPolicies.RuleSet.OPEN;
    TcpTable table = TcpTable.NONE;
    // What speaks HTTP alone has its policies with its routes: theirs leave the listener untouched.
    if (port.value().protocol().mayBeTcp()) {
      Outcome<PortPolicies> policies = read.find(mesh.policies(), key).orElseThrow();
      causes.addAll(policies.causes());
      tcp = policies.value().tcp();
      Outcome<TcpTable> connections = read.find(mesh.connections(), key).orElseThrow();
      causes.addAll(connections.causes());
      table = connections.value();
    }
    Links links = PortListener.links(port.value(), tcp, table);
    return Draft.of(
        PortListener.listener(
            port.value(), addresses(read, port.value()), tcp, table, mesh.requestSettings(read)),
        listener -> Resources.of(listener, links, causes));
  }

  /** Those addresses of the service that are not another's. */
  private AddressChains addresses(Reader read, MeshPort port) {
    PortKey key = port.key();
    return new AddressChains(
        port.addresses().stream()
            .map(address -> new Authority(key.waypoint(), address, key.port()))
            .filter(authority ->
                read.find(mesh.authorities(), authority)
                    .map(owner -> owner.value().equals(key))
                    .orElse(false))
            .distinct()
            .sorted()
            .toList());
  }

  private Optional<Draft> routeDraft(Reader read, PortKey key) {
    return read.find(mesh.routes(), key).map(table -> routeDraft(read, key, table));
  }

  private Draft routeDraft(Reader read, PortKey key, Outcome<RouteTable> table) {
    Outcome<MeshPort> port = read.find(mesh.ports(), key).orElseThrow();
    Outcome<PortPolicies> policies = read.find(mesh.policies(), key).orElseThrow();
    SortedSet<Cause> causes = new TreeSet<>(port.causes());
    causes.addAll(table.causes());
    causes.addAll(policies.causes());
    return Draft.of(
        Routes.configuration(
            key, table.value(), policies.value().http(), guards(read, table.value(), causes)),
        routes -> Resources.of(routes, Routes.links(routes, policies.value().http()), causes));
  }

  private Guards guards(Reader read, RouteTable table, SortedSet<Cause> causes) {
    SortedMap<PortKey, PortPolicies.RuleSet> rules = new TreeMap<>();
    for (PortKey guard : table.guards()) {
      Outcome<PortPolicies> policies = read.find(mesh.policies(), guard).orElseThrow();
      causes.addAll(policies.causes());
      rules.put(guard, policies.value().http().withoutAsking());
    }
    return new Guards(rules);
  }

  private List<String> violations(Reader read, PortKey key) {
    List<String> violations = new ArrayList<>(read.get(listenerDrafts, key).violations());
    read.get(routeDrafts, key).ifPresent(draft -> violations.addAll(draft.violations()));
    return violations;
  }

  private static Outcome<List<Resource>> sent(Resource resource) {
    return new Outcome<>(List.of(resource), List.of(), resource.causes());
  }

  private static Outcome<List<Resource>> closedListener(PortKey key, List<Diagnostic> said) {
    return new Outcome<>(
        List.of(ClosedPort.listener(key, said.stream().map(Diagnostic::cause).toList())),
        said,
        Collections.emptySortedSet());
  }

  private static Outcome<List<Resource>> closedRoutes(PortKey key) {
    return sent(ClosedPort.routes(key, List.of()));
  }

  private Diagnostic broken(Reader read, PortKey key, List<String> violations) {
    Cause cause =
        read.find(mesh.ports(), key)
            .map(port -> Cause.of(port.value().service().object()))
            .orElseThrow();
    return new Diagnostic(
        Code.WS0401,
        cause,
        "Envoy would refuse what port " + key.port() + " came to: " + violations.getFirst(),
        closed(key),
        "Mend the route or policy that has this value");
  }

  private static String closed(PortKey key) {
    return "port " + key.port() + " of " + key.host() + " is closed: every request gets 500";
  }
}
