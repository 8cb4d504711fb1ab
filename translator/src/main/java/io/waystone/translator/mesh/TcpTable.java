package io.waystone.translator.mesh;

import io.waystone.translator.input.Cause;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the connections to a service port go that are not taken as HTTP. The first entry that
 * matches decides; one of them matches.
 *
 * @param entries those for clients of one namespace first. For each namespace, and for everybody
 *     else, they end with an entry for every connection
 */
public record TcpTable(List<Entry> entries) {

  /** The name of the entry that leads to the service itself. */
  public static final String DEFAULT = "default";

  /** Of a port that speaks HTTP alone. */
  public static final TcpTable NONE = new TcpTable(List.of());

  public TcpTable {
    entries = List.copyOf(entries);
  }

  /** All service ports that something is sent to. */
  public Stream<Route.Destination.To> destinations() {
    return entries.stream()
        .flatMap(entry -> entry.destinations().stream())
        .map(Weighted::destination)
        .filter(Route.Destination.To.class::isInstance)
        .map(Route.Destination.To.class::cast);
  }

  /** Whether server names decide anything. */
  public boolean asksForServerNames() {
    return entries.stream().anyMatch(entry -> !(entry.server() instanceof ServerName.Any));
  }

  /** Whether whoever does not speak TLS is closed. */
  public boolean onlyTls() {
    return !entries.isEmpty()
        && entries.stream()
            .filter(entry -> entry.server() instanceof ServerName.Any)
            .allMatch(entry -> entry.name().equals(Route.UNMATCHED));
  }

  /**
   * What happens to connections that match.
   *
   * @param name what decides: {@link #DEFAULT}, {@link Route#UNMATCHED} for what no TLSRoute
   *     matches, or a route as {@code TLSRoute/namespace/name}, which may have several entries, all
   *     with the same destinations
   * @param clients the namespace of the clients whose connections are meant; empty for everybody's
   * @param destinations by weight; none to close
   */
  public record Entry(
      String name,
      Optional<String> clients,
      ServerName server,
      List<Weighted> destinations,
      Cause cause) {
    public Entry {
      destinations = List.copyOf(destinations);
    }
  }

  /** A destination and its share; a share that leads nowhere is closed. */
  public record Weighted(Route.Destination destination, int weight) {}
}
