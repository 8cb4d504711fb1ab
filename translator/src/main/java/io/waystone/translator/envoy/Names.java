package io.waystone.translator.envoy;

import io.waystone.translator.mesh.Asking;
import io.waystone.translator.mesh.Backend;
import io.waystone.translator.mesh.Custom;
import io.waystone.translator.mesh.PortKey;
import io.waystone.translator.mesh.Protocol;
import io.waystone.translator.mesh.Route.Destination;
import io.waystone.translator.mesh.ServiceKey;
import io.waystone.translator.mesh.TcpTable;
import io.waystone.translator.mesh.WaypointKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of everything that is sent. A cluster named {@code ADDRESS:PORT} is a door that clients
 * open by its name, so only authority clusters have names of that form; the others have a {@code |}
 * or no port, which no CONNECT authority can be.
 */
final class Names {

  static final String CONNECT_TERMINATE = "connect_terminate";
  static final String CONNECT_ORIGINATE = "connect_originate";

  /**
   * The internal listener for pods that are addressed directly, and the cluster that leads to it.
   */
  static final String PODS = "direct|pods";

  /** The routes of pods that are addressed directly. */
  static final String POD_ROUTES = "direct|http";

  /** istiod's names for the chains of pods that are addressed directly. */
  static final String POD_HTTP = "direct-http";

  static final String POD_TCP = "direct-tcp";

  /** The cluster that leads to the pod whose address the client has named (istiod: encap). */
  static final String ENCAP = "encap|";

  /** No cluster has this name: what is sent there is closed. */
  static final String REFUSED = "refused|";

  private static final Pattern LISTENER = Pattern.compile("([^|]+)\\|([0-9]+)");
  private static final Pattern HTTP = Pattern.compile("inbound-vip\\|([0-9]+)\\|http\\|([^|]+)");

  private static final String NOWHERE = "nowhere|";

  private Names() {}

  /** The internal listener of a service port; neither protocol nor address in it. */
  static String listener(PortKey port) {
    return port.host() + "|" + port.port();
  }

  /** istiod's name for the routes of a service port, and for its HTTP chain. */
  static String http(PortKey port) {
    return "inbound-vip|" + port.port() + "|http|" + port.host();
  }

  /** The port with a listener of this name; empty for a listener that is no port's. */
  static Optional<PortKey> listenerPort(WaypointKey waypoint, String name) {
    return Optional.of(LISTENER.matcher(name))
        .filter(Matcher::matches)
        .map(parts -> new PortKey(waypoint, parts.group(1), Integer.parseInt(parts.group(2))));
  }

  /** The port with routes of this name; empty for routes that are no port's. */
  static Optional<PortKey> httpPort(WaypointKey waypoint, String name) {
    return Optional.of(HTTP.matcher(name))
        .filter(Matcher::matches)
        .map(parts -> new PortKey(waypoint, parts.group(2), Integer.parseInt(parts.group(1))));
  }

  /** istiod's name for the TCP chain of a service port. */
  static String tcp(PortKey port) {
    return "inbound-vip|" + port.port() + "|tcp|" + port.host();
  }

  /** The cluster that requests to a backend go to, as its port's protocol has it (istiod). */
  static String cluster(Destination.To to) {
    String form = to.protocol().mayBeHttp() ? "http" : "tcp";
    return form(to.service(), to.host(), to.port(), form, to.captured()).cluster();
  }

  /**
   * The chain that a route leads the connections to a port through; without a route, its own.
   *
   * @param entry what decides, see {@link TcpTable.Entry#name}
   */
  static String tcp(PortKey port, String entry) {
    return entry.equals(TcpTable.DEFAULT) ? tcp(port) : tcp(port) + "|" + entry;
  }

  /**
   * The cluster that connections to a backend go to. One whose port is said to speak HTTP has a
   * cluster for requests alone, which takes bytes as well.
   */
  static String tcpCluster(Destination.To to) {
    String form = to.protocol().mayBeTcp() ? "tcp" : "http";
    return form(to.service(), to.host(), to.port(), form, to.captured()).cluster();
  }

  /** The cluster that a share of requests goes to. */
  static String cluster(Destination destination) {
    return switch (destination) {
      case Destination.To to -> cluster(to);
      case Destination.Nowhere nowhere -> nowhere(nowhere.what());
    };
  }

  /**
   * The clusters of a backend: one for each form in which it may be served. What no waypoint
   * captures is reached by routes alone, in one form.
   */
  static List<BackendForm> forms(Backend backend) {
    List<BackendForm> forms = new ArrayList<>();
    if (backend.protocol().mayBeHttp()) {
      forms.add(form(backend, "http"));
    }
    if (backend.protocol().mayBeTcp() && (backend.captured() || forms.isEmpty())) {
      forms.add(form(backend, "tcp"));
    }
    Arrays.stream(Asking.values())
        .filter(backend.asked()::contains)
        .map(how ->
            new BackendForm(
                provider(backend.service(), backend.host(), backend.port(), how),
                "http",
                how == Asking.GRPC || backend.protocol() == Protocol.HTTP2
                    ? Protocol.HTTP2
                    : Protocol.HTTP))
        .forEach(forms::add);
    return forms;
  }

  /** The cluster of a provider, as the policies of a port ask it. */
  static String provider(Custom custom) {
    return provider(custom.service(), custom.host(), custom.provider().port(), custom.asking());
  }

  private static String provider(ServiceKey service, String host, int port, Asking how) {
    return "outbound|" + port + "|" + claim(service) + "ext-authz-" + form(how) + "|" + host;
  }

  private static String form(Asking how) {
    return switch (how) {
      case HTTP -> "http";
      case GRPC -> "grpc";
    };
  }

  private static BackendForm form(Backend backend, String form) {
    return form(backend.service(), backend.host(), backend.port(), form, backend.captured())
        .as(backend.protocol());
  }

  /**
   * Several ServiceEntries may claim a host that no waypoint captures: their names tell them apart.
   */
  private static BackendForm form(
      ServiceKey service, String host, int port, String form, boolean captured) {
    return new BackendForm(
        captured
            ? "inbound-vip|" + port + "|" + form + "|" + host
            : "outbound|" + port + "|" + claim(service) + "|" + host,
        form,
        Protocol.DETECTED);
  }

  private static String claim(ServiceKey service) {
    return switch (service.origin()) {
      case SERVICE -> "";
      case SERVICE_ENTRY -> service.namespace() + "/" + service.name();
    };
  }

  /**
   * A cluster's name and its form, {@code http} or {@code tcp}.
   *
   * @param protocol what is spoken to it
   */
  record BackendForm(String cluster, String form, Protocol protocol) {
    private BackendForm as(Protocol spoken) {
      return new BackendForm(cluster, form, spoken);
    }
  }

  /** A share of requests that leads nowhere; no cluster has this name. */
  static String nowhere(String what) {
    return NOWHERE + what;
  }

  static boolean isNowhere(String cluster) {
    return cluster.startsWith(NOWHERE);
  }
}
