package io.waystone.translator.envoy;

import com.github.xds.core.v3.TypedExtensionConfig;
import com.github.xds.type.matcher.v3.Matcher;
import com.github.xds.type.matcher.v3.Matcher.MatcherList.FieldMatcher;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.EnvoyInternalAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import io.envoyproxy.envoy.extensions.common.matching.v3.ExtensionWithMatcherPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.CorsPolicy;
import io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBACPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSessionPerRoute;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.filters.network.rbac.v3.RBAC;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * What is wrong with the resources of one view: faults against Envoy's rules, names that nothing
 * has, doors that should not be there.
 */
public final class References {

  /** What a client in the mesh can write as the authority of a CONNECT, and open by its name. */
  private static final String DOOR = "([0-9.]+|\\[[0-9a-f:]+\\]):[0-9]+";

  /** Clusters between the doors of pods and the pods: no client can write their names. */
  private static final Set<String> INNER = Set.of(Names.PODS, Names.ENCAP);

  /** By version, what Envoy's rules say: most resources are in many views. */
  private static final Map<String, List<String>> VIOLATIONS = new ConcurrentHashMap<>();

  /** What the closed form of a port overrides. */
  private static final Set<String> ALLOW_ONLY = Set.of(HttpSlot.ALLOW.key());

  /** The slots that are for what a route does: it alone overrides them. */
  static final Set<String> BELOW =
      Set.of(
          HttpSlot.BACKEND_DENY.key(),
          HttpSlot.BACKEND_ALLOW.key(),
          HttpSlot.CORS.key(),
          HttpSlot.SESSION.key());

  private final Map<ResourceId, Message> messages = new HashMap<>();

  /** By the name of a route configuration, the filters of the listener that has it. */
  private final Map<String, Set<String>> slots = new HashMap<>();

  private final List<String> faults = new ArrayList<>();

  private References() {}

  /** A line for each fault. */
  public static List<String> faults(Collection<Resource> view) {
    References references = new References();
    for (Resource resource : view) {
      Message message = parse(resource);
      references.messages.put(resource.id(), message);
      VIOLATIONS
          .computeIfAbsent(resource.version(), _ -> EnvoyRules.violations(message))
          .forEach(fault -> references.faults.add(resource.id() + ": " + fault));
    }
    references.messages.forEach(references::check);
    references.messages.forEach((id, message) -> references.keys(id, message));
    for (Resource resource : view) {
      resource.links().needs().forEach(need -> references.require(resource.id(), need));
    }
    if (references.messages.size() != view.size()) {
      references.faults.add("two resources of one name");
    }
    return references.faults;
  }

  private static Message parse(Resource resource) {
    return unpack(
        Any.newBuilder()
            .setTypeUrl(resource.id().type().typeUrl())
            .setValue(resource.body())
            .build());
  }

  private static Message unpack(Any any) {
    try {
      return AnyTypes.prototype(any.getTypeUrl())
          .orElseThrow()
          .getParserForType()
          .parseFrom(any.getValue());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(any.getTypeUrl(), e);
    }
  }

  private void check(ResourceId id, Message message) {
    walk(id, message);
    switch (message) {
      case Cluster cluster -> cluster(id, cluster);
      case ClusterLoadAssignment _ -> require(id, ResourceType.CLUSTER, id.name());
      case Listener listener -> listener(id, listener);
      default -> {}
    }
  }

  private void cluster(ResourceId id, Cluster cluster) {
    if (cluster.getType() == Cluster.DiscoveryType.EDS) {
      require(id, ResourceType.ENDPOINTS, cluster.getEdsClusterConfig().getServiceName());
    }
    boolean internal =
        cluster.getLoadAssignment().getEndpointsList().stream()
            .flatMap(group -> group.getLbEndpointsList().stream())
            .anyMatch(endpoint -> endpoint.getEndpoint().getAddress().hasEnvoyInternalAddress());
    if (cluster.getName().matches(DOOR) != (internal && !INNER.contains(cluster.getName()))) {
      faults.add(id + ": a cluster that is no authority's must not be named like one");
    }
  }

  private void listener(ResourceId id, Listener listener) {
    Set<String> chains = new HashSet<>();
    for (FilterChain chain : listener.getFilterChainsList()) {
      if (!chains.add(chain.getName())) {
        faults.add(id + ": two chains named " + chain.getName());
      }
    }
    Set<List<Any>> policies =
        listener.getFilterChainsList().stream()
            .filter(References::forwards)
            .map(References::policies)
            .collect(Collectors.toSet());
    if (policies.size() > 1) {
      faults.add(id + ": chains for bytes with different policies");
    }
    if (asksWhoConnects(listener.getFilterChainMatcher(), false)) {
      faults.add(id + ": the server name is looked at before who connects");
    }
    Set<String> chosen = new HashSet<>();
    chosen(listener.getFilterChainMatcher(), chosen);
    if (!chains.containsAll(chosen)) {
      faults.add(id + ": it chooses among " + chosen + " and has " + chains);
    }
  }

  /** Whether a connection gets through this chain to a backend as bytes. */
  private static boolean forwards(FilterChain chain) {
    return unpack(chain.getFilters(chain.getFiltersCount() - 1).getTypedConfig())
            instanceof TcpProxy proxy
        && !proxy.getCluster().equals(Names.REFUSED)
        && !proxy.getCluster().equals(Names.CONNECT_ORIGINATE);
  }

  private static List<Any> policies(FilterChain chain) {
    return chain.getFiltersList().stream()
        .map(Filter::getTypedConfig)
        .filter(config -> unpack(config) instanceof RBAC)
        .toList();
  }

  /** Whether anything of a client is asked for after its server name: that may not decide first. */
  private static boolean asksWhoConnects(Matcher matcher, boolean named) {
    Matcher.MatcherTree tree = matcher.getMatcherTree();
    boolean below = named || isServerName(tree.getInput());
    List<Matcher.OnMatch> next = new ArrayList<>(tree.getExactMatchMap().getMapMap().values());
    for (FieldMatcher field : matcher.getMatcherList().getMatchersList()) {
      boolean ofServer = isServerName(field.getPredicate().getSinglePredicate().getInput());
      if (below && !ofServer) {
        return true;
      }
      below |= ofServer;
      next.add(field.getOnMatch());
    }
    next.add(matcher.getOnNoMatch());
    boolean after = below;
    return next.stream()
        .anyMatch(match -> match.hasMatcher() && asksWhoConnects(match.getMatcher(), after));
  }

  private static boolean isServerName(TypedExtensionConfig input) {
    return input.getTypedConfig().getTypeUrl().endsWith("ServerNameInput");
  }

  /** The chains that a matcher can choose. */
  private static void chosen(Matcher matcher, Set<String> names) {
    chosen(matcher.getOnNoMatch(), names);
    matcher.getMatcherList().getMatchersList().forEach(field -> chosen(field.getOnMatch(), names));
    matcher
        .getMatcherTree()
        .getExactMatchMap()
        .getMapMap()
        .values()
        .forEach(match -> chosen(match, names));
  }

  private static void chosen(Matcher.OnMatch match, Set<String> names) {
    if (match.hasMatcher()) {
      chosen(match.getMatcher(), names);
    } else if (match.hasAction()
        && unpack(match.getAction().getTypedConfig()) instanceof StringValue name) {
      names.add(name.getValue());
    }
  }

  private void walk(ResourceId id, Message message) {
    switch (message) {
      case Any any -> walk(id, unpack(any));
      case HttpConnectionManager manager -> {
        if (manager.hasRds()) {
          require(id, ResourceType.ROUTES, manager.getRds().getRouteConfigName());
          slots.put(
              manager.getRds().getRouteConfigName(),
              Set.copyOf(manager.getHttpFiltersList().stream().map(HttpFilter::getName).toList()));
        }
      }
      case TcpProxy proxy when proxy.hasCluster() -> destination(id, proxy.getCluster());
      case TcpProxy.WeightedCluster.ClusterWeight weight -> destination(id, weight.getName());
      case RouteAction action when action.hasCluster() -> destination(id, action.getCluster());
      case RouteAction.RequestMirrorPolicy mirror -> destination(id, mirror.getCluster());
      case WeightedCluster.ClusterWeight weight -> destination(id, weight.getName());
      case EnvoyInternalAddress address ->
          require(id, ResourceType.LISTENER, address.getServerListenerName());
      default -> {}
    }
    for (Object value : message.getAllFields().values()) {
      if (value instanceof Message one) {
        walk(id, one);
      } else if (value instanceof List<?> list) {
        list.stream().filter(Message.class::isInstance).forEach(item -> walk(id, (Message) item));
      }
    }
  }

  /** A key that is no slot of the listener is ignored by Envoy, and its policy with it. */
  private void keys(ResourceId id, Message message) {
    if (message instanceof RouteConfiguration routes) {
      // The listener of a closed port has the closed routes within itself.
      List<String> domains =
          routes.getVirtualHostsList().stream()
              .flatMap(host -> host.getDomainsList().stream())
              .toList();
      if (Set.copyOf(domains).size() != domains.size()) {
        faults.add(id + ": a domain twice in " + domains);
      }
      Set<String> filters = slots.getOrDefault(id.name(), ALLOW_ONLY);
      for (VirtualHost host : routes.getVirtualHostsList()) {
        if (!filters.containsAll(host.getTypedPerFilterConfigMap().keySet())) {
          faults.add(id + ": " + host.getTypedPerFilterConfigMap().keySet() + " in " + filters);
        }
        types(id, host.getTypedPerFilterConfigMap());
        asking(id, host.getTypedPerFilterConfigMap());
        for (Route route : host.getRoutesList()) {
          types(id, route.getTypedPerFilterConfigMap());
          below(id, filters, route.getTypedPerFilterConfigMap().keySet());
          route
              .getRoute()
              .getWeightedClusters()
              .getClustersList()
              .forEach(one -> below(id, filters, one.getTypedPerFilterConfigMap().keySet()));
        }
      }
    }
  }

  /** One of another filter's type is ignored by Envoy as well. */
  private void types(ResourceId id, Map<String, Any> overrides) {
    overrides.forEach((key, override) -> {
      Class<? extends Message> meant =
          switch (slot(key)) {
            case AUDIT, CUSTOM, DENY, ALLOW, BACKEND_DENY, BACKEND_ALLOW -> RBACPerRoute.class;
            case ASK -> ExtensionWithMatcherPerRoute.class;
            case CORS -> CorsPolicy.class;
            case SESSION -> StatefulSessionPerRoute.class;
            case ROUTER -> throw new AssertionError("the router has no override");
          };
      if (!override.is(meant)) {
        faults.add(id + ": " + key + " has a " + override.getTypeUrl());
      }
    });
  }

  private static HttpSlot slot(String key) {
    return Arrays.stream(HttpSlot.values())
        .filter(slot -> slot.key().equals(key))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no slot " + key));
  }

  /** What is marked is asked about, and denied where nothing has marked it. */
  private void asking(ResourceId id, Map<String, Any> overrides) {
    boolean marks = overrides.containsKey(HttpSlot.CUSTOM.key());
    boolean denies =
        overrides.containsKey(HttpSlot.DENY.key())
            && overrides
                .get(HttpSlot.DENY.key())
                .getValue()
                .toString(StandardCharsets.ISO_8859_1)
                .contains("-not-asked");
    if (marks != overrides.containsKey(HttpSlot.ASK.key()) || marks != denies) {
      faults.add(id + ": what is marked, asked about and denied unasked differs");
    }
  }

  /** There, only slots may be filled that are for what a route does. */
  private void below(ResourceId id, Set<String> filters, Set<String> keys) {
    if (!BELOW.containsAll(keys) || !filters.containsAll(keys)) {
      faults.add(id + ": " + keys + " below the virtual host");
    }
  }

  private void destination(ResourceId from, String cluster) {
    if (!cluster.startsWith("nowhere|") && !cluster.equals(Names.REFUSED)) {
      require(from, ResourceType.CLUSTER, cluster);
    }
  }

  private void require(ResourceId from, ResourceType type, String name) {
    require(from, new ResourceId(type, name));
  }

  private void require(ResourceId from, ResourceId named) {
    if (!messages.containsKey(named)) {
      faults.add(from + " names " + named + ", which is not there");
    }
  }
}
