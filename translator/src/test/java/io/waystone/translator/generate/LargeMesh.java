package io.waystone.translator.generate;

import io.waystone.translator.Translator;
import io.waystone.translator.input.Attribute;
import io.waystone.translator.input.AuthorizationPolicy;
import io.waystone.translator.input.BackendRef;
import io.waystone.translator.input.Delivery;
import io.waystone.translator.input.EndpointSlice;
import io.waystone.translator.input.Gateway;
import io.waystone.translator.input.HttpFilters;
import io.waystone.translator.input.HttpMatch;
import io.waystone.translator.input.HttpRoute;
import io.waystone.translator.input.IpFamilies;
import io.waystone.translator.input.MeshObject;
import io.waystone.translator.input.Meta;
import io.waystone.translator.input.Namespace;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.ParentRef;
import io.waystone.translator.input.Pod;
import io.waystone.translator.input.Service;
import io.waystone.translator.input.ServicePort;
import io.waystone.translator.input.TrafficDistribution;
import io.waystone.translator.input.WaypointLabels;
import io.waystone.translator.input.WorkloadSelector;
import io.waystone.translator.mesh.Mesh;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * As many services as one likes behind one waypoint, each with a slice of two pods, a route that
 * splits between it and the next one, and a policy of its own.
 */
public final class LargeMesh {

  /** Where all of it is. */
  public static final String NAMESPACE = "shop";

  private static final int PORT = 9080;

  private final int size;

  /** A mesh of so many services. */
  public LargeMesh(int size) {
    this.size = size;
  }

  /** A translator that has all objects. */
  public Translator translator() {
    Translator translator = new Translator(Mesh.DEFAULT);
    Translator.Edit edit = translator.edit();
    objects().forEach(edit::set);
    edit.apply();
    return translator;
  }

  /** All objects. */
  public List<MeshObject> objects() {
    List<MeshObject> objects = new ArrayList<>();
    objects.add(namespace(Map.of()));
    objects.add(gateway());
    objects.add(gatewayPolicy("GET"));
    for (int i = 0; i < size; i++) {
      objects.add(service(i, WaypointLabels.NONE));
      objects.add(slice(i, true));
      objects.add(pod(i, 0, true));
      objects.add(pod(i, 1, true));
      objects.add(route(i, 90));
      objects.add(servicePolicy(i, "POST"));
    }
    return objects;
  }

  /** The namespace, which binds its services to the waypoint. */
  public Namespace namespace(Map<String, String> labels) {
    return new Namespace(
        meta("Namespace", "", NAMESPACE),
        labels,
        new WaypointLabels(Optional.of("waypoint"), Optional.empty()),
        Optional.empty());
  }

  /** The waypoint. */
  public Gateway gateway() {
    return new Gateway(
        meta("Gateway", NAMESPACE, "waypoint"),
        "waystone",
        "",
        "waypoint",
        List.of(
            new Gateway.Listener("mesh", 15008, "HBONE", new Gateway.AllowedNamespaces.Same())));
  }

  /** A service. */
  public Service service(int i, WaypointLabels labels) {
    return service(i, labels, Optional.empty());
  }

  /** The same, served from the zone of who asks. */
  public Service serviceOfTheZone(int i) {
    return service(i, WaypointLabels.NONE, Optional.of(TrafficDistribution.PREFER_SAME_ZONE));
  }

  private static Service service(
      int i, WaypointLabels labels, Optional<TrafficDistribution> distribution) {
    return new Service(
        meta("Service", NAMESPACE, "s" + i),
        List.of("10.%d.%d.%d".formatted(96 + i / 62_500, i / 250 % 250, i % 250 + 1)),
        List.of(new ServicePort("http", PORT, "TCP", "", 0)),
        false,
        labels,
        false,
        distribution,
        new Service.Workloads(
            Optional.of(new WorkloadSelector(Map.of("app", "s" + i))),
            IpFamilies.IPV4,
            false,
            false,
            Optional.empty(),
            ""));
  }

  /** Where a service is served. */
  public EndpointSlice slice(int i, boolean secondReady) {
    return slice(i, endpoint(i, 0, true, ""), endpoint(i, 1, secondReady, ""));
  }

  /** The same, each pod in a zone of its own: {@code z0} and {@code z1}. */
  public EndpointSlice sliceInZones(int i, boolean secondReady) {
    return slice(i, endpoint(i, 0, true, "z0"), endpoint(i, 1, secondReady, "z1"));
  }

  private static EndpointSlice slice(int i, EndpointSlice.Endpoint... endpoints) {
    return new EndpointSlice(
        meta("EndpointSlice", NAMESPACE, "s" + i + "-x"),
        "s" + i,
        List.of(new EndpointSlice.Port("http", PORT)),
        List.of(endpoints));
  }

  private static EndpointSlice.Endpoint endpoint(int i, int pod, boolean ready, String zone) {
    return new EndpointSlice.Endpoint(
        List.of(podAddress(i, pod)), ready, false, "", zone, Optional.of("s" + i + "-" + pod));
  }

  private static String podAddress(int i, int pod) {
    return "10.%d.%d.%d".formatted(200 + pod, i / 250, i % 250 + 1);
  }

  /** A pod of a service. */
  public Pod pod(int i, int pod, boolean captured) {
    return new Pod(
        meta("Pod", NAMESPACE, "s" + i + "-" + pod),
        List.of(podAddress(i, pod)),
        "",
        "default",
        captured,
        "s" + i,
        "s" + i,
        "v1",
        false,
        WaypointLabels.NONE,
        new Pod.Instance(
            "",
            false,
            false,
            List.of(podAddress(i, pod)),
            true,
            false,
            Map.of(),
            Map.of("app", "s" + i)));
  }

  /** A route of a service; what is missing to 100 goes to the next service. */
  public HttpRoute route(int i, int weight) {
    return new HttpRoute(
        meta("HTTPRoute", NAMESPACE, "s" + i),
        List.of(
            new ParentRef(
                "", "Service", NAMESPACE, "s" + i, OptionalInt.of(PORT), Optional.empty())),
        List.of(),
        List.of(
            new HttpRoute.Rule(
                "",
                List.of(
                    new HttpMatch(
                        new HttpMatch.PathMatch(HttpMatch.PathType.PREFIX, "/"),
                        List.of(),
                        List.of(),
                        Optional.empty())),
                HttpFilters.NONE,
                List.of(backend(i, weight), backend((i + 1) % size, 100 - weight)),
                Delivery.DEFAULT,
                false)));
  }

  private static HttpRoute.Backend backend(int i, int weight) {
    return new HttpRoute.Backend(
        new BackendRef("", "Service", NAMESPACE, "s" + i, OptionalInt.of(PORT)),
        weight,
        HttpFilters.NONE);
  }

  /** A policy for all services: denies a method. */
  public AuthorizationPolicy gatewayPolicy(String method) {
    return policy("all", new AuthorizationPolicy.Target.OfGateway("waypoint"), method);
  }

  /** A policy for one service: denies a method. */
  public AuthorizationPolicy servicePolicy(int i, String method) {
    return policy("s" + i, new AuthorizationPolicy.Target.OfService("s" + i), method);
  }

  private static AuthorizationPolicy policy(
      String name, AuthorizationPolicy.Target target, String method) {
    return new AuthorizationPolicy(
        meta("AuthorizationPolicy", NAMESPACE, name),
        List.of(target),
        Optional.empty(),
        AuthorizationPolicy.Action.DENY,
        Optional.empty(),
        List.of(
            new AuthorizationPolicy.Rule(
                0,
                List.of(),
                List.of(
                    new AuthorizationPolicy.Clause(
                        List.of(
                            new AuthorizationPolicy.Condition(
                                Attribute.METHODS, "", List.of(method), List.of(), false, false)))),
                List.of())),
        false,
        false);
  }

  private static Meta meta(String kind, String namespace, String name) {
    return new Meta(new ObjectRef(kind, namespace, name), Optional.empty());
  }
}
