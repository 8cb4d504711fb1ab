package io.waystone.translator.mesh;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.mesh.TcpTable.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the connections to each service port go that may speak something else than HTTP. */
final class TcpTables {

  /** An exact name before a wildcard, a longer wildcard before a shorter one. */
  private static final Comparator<Entry> PRECEDENCE =
      Comparator.comparingInt((Entry entry) -> order(entry.server()))
          .thenComparingInt(entry -> -length(entry.server()));

  final Collection<PortKey, Outcome<TcpTable>> tables;

  private final Ports ports;
  private final Layers layers;
  private final TcpRoutes routes;
  private final Ways ways;

  TcpTables(GraphBuilder graph, Ports ports, Layers layers, TcpRoutes routes, Ways ways) {
    this.ports = ports;
    this.layers = layers;
    this.routes = routes;
    this.ways = ways;
    tables = graph.collection("connection tables", ports.ports.keys(), this::table);
  }

  private Optional<Outcome<TcpTable>> table(Reader read, PortKey key) {
    return read.find(ports.ports, key)
        .map(Outcome::value)
        .filter(port -> port.protocol().mayBeTcp())
        .map(port -> table(read, port));
  }

  /**
   * The layers one after another; one whose routes are for requests says nothing of connections.
   * What no TLSRoute of a consumer or producer matches is closed; what none of the waypoint matches
   * goes to the service, for they are no routes of it.
   */
  private Outcome<TcpTable> table(Reader read, MeshPort port) {
    Outcome.Notes notes = new Outcome.Notes();
    List<Entry> all = new ArrayList<>();
    boolean ended = false;
    for (Map.Entry<Layer, Layers.Routes> decides : layers.of(read, port).entrySet()) {
      Layer layer = decides.getKey();
      RouteKind kind = decides.getValue().kind();
      List<ObjectRef> attached = decides.getValue().routes();
      if (ended) {
        break;
      }
      if (kind.ofRequests()) {
        continue;
      }
      if (kind == RouteKind.TCP) {
        all.add(tcp(read, port, layer, attached, notes));
      } else {
        all.addAll(tls(read, port, layer, attached, notes));
      }
      switch (layer.kind()) {
        case CONSUMER, PRODUCER -> {
          if (kind == RouteKind.TLS) {
            all.add(unmatched(layer, attached.getFirst()));
          }
          ended = layer.kind() == Layer.Kind.PRODUCER;
        }
        case WAYPOINT -> ended = kind == RouteKind.TCP;
      }
    }
    if (!ended) {
      all.add(toService(port));
    }
    return notes.outcome(new TcpTable(all));
  }

  private Entry tcp(
      Reader read, MeshPort port, Layer layer, List<ObjectRef> attached, Outcome.Notes notes) {
    for (ObjectRef later : attached.subList(1, attached.size())) {
      notes.diagnostic(taken(port, Cause.of(later), "every connection", attached.getFirst()));
    }
    return entry(read, port, layer, attached.getFirst(), new ServerName.Any(), notes);
  }

  private List<Entry> tls(
      Reader read, MeshPort port, Layer layer, List<ObjectRef> attached, Outcome.Notes notes) {
    List<Entry> entries = new ArrayList<>();
    Map<ServerName, ObjectRef> owners = new HashMap<>();
    for (ObjectRef ref : attached) {
      for (ServerName server : servers(read, ref)) {
        ObjectRef owner = owners.putIfAbsent(server, ref);
        if (owner == null) {
          entries.add(entry(read, port, layer, ref, server, notes));
        } else if (!owner.equals(ref)) {
          notes.diagnostic(taken(port, new Cause(ref, "spec.hostnames"), text(server), owner));
        }
      }
    }
    entries.sort(PRECEDENCE);
    return entries;
  }

  private List<ServerName> servers(Reader read, ObjectRef route) {
    List<String> hostnames = read.find(routes.routes, route).orElseThrow().value().hostnames();
    return hostnames.isEmpty()
        ? List.of(new ServerName.Tls())
        : hostnames.stream().map(TcpTables::server).toList();
  }

  private static ServerName server(String hostname) {
    return hostname.startsWith("*.")
        ? new ServerName.Below(hostname.substring(2))
        : new ServerName.Exact(hostname);
  }

  private Entry entry(
      Reader read,
      MeshPort port,
      Layer layer,
      ObjectRef ref,
      ServerName server,
      Outcome.Notes notes) {
    Outcome<ResolvedTcpRoute> outcome = read.find(routes.routes, ref).orElseThrow();
    ResolvedTcpRoute route = outcome.value();
    notes.causes(outcome.causes());
    return new Entry(
        ref.kind() + "/" + ref.namespace() + "/" + ref.name(),
        layer.clients(),
        server,
        route.broken() ? List.of() : destinations(read, port, route, notes),
        route.cause());
  }

  private List<TcpTable.Weighted> destinations(
      Reader read, MeshPort port, ResolvedTcpRoute route, Outcome.Notes notes) {
    return route.backends().stream()
        .map(backend ->
            new TcpTable.Weighted(
                ways.connection(read, port, backend.target(), backend.cause(), notes),
                backend.weight()))
        .toList();
  }

  private static Diagnostic taken(MeshPort port, Cause cause, String what, ObjectRef by) {
    return new Diagnostic(
        Code.WS0114,
        cause,
        by
            + ", which is older, takes "
            + what
            + " of port "
            + port.key().port()
            + " of "
            + port.key().host(),
        "there, the route is not followed for it",
        "Use one route, or other host names");
  }

  private static Entry unmatched(Layer layer, ObjectRef route) {
    return new Entry(
        Route.UNMATCHED, layer.clients(), new ServerName.Any(), List.of(), Cause.of(route));
  }

  private static Entry toService(MeshPort port) {
    return new Entry(
        TcpTable.DEFAULT,
        Optional.empty(),
        new ServerName.Any(),
        List.of(new TcpTable.Weighted(Route.Destination.To.own(port), 1)),
        Cause.of(port.service().object()));
  }

  private static int order(ServerName server) {
    return switch (server) {
      case ServerName.Exact _ -> 0;
      case ServerName.Below _ -> 1;
      case ServerName.Tls _ -> 2;
      case ServerName.Any _ -> 3;
    };
  }

  /** The sort is stable: what remains equal stays in the order of age. */
  private static int length(ServerName server) {
    return switch (server) {
      case ServerName.Below below -> below.domain().length();
      case ServerName.Exact _, ServerName.Tls _, ServerName.Any _ -> 0;
    };
  }

  private static String text(ServerName server) {
    return switch (server) {
      case ServerName.Exact exact -> exact.host();
      case ServerName.Below below -> "*." + below.domain();
      case ServerName.Tls _ -> "every server name";
      case ServerName.Any _ -> "every connection";
    };
  }
}
