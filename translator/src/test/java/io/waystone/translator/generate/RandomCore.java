package io.waystone.translator.generate;

import io.waystone.translator.input.EndpointSlice;
import io.waystone.translator.input.IpFamilies;
import io.waystone.translator.input.Meta;
import io.waystone.translator.input.Namespace;
import io.waystone.translator.input.Node;
import io.waystone.translator.input.Pod;
import io.waystone.translator.input.Service;
import io.waystone.translator.input.ServicePort;
import io.waystone.translator.input.TrafficDistribution;
import io.waystone.translator.input.WaypointLabels;
import io.waystone.translator.input.WorkloadEntry;
import io.waystone.translator.input.WorkloadSelector;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Random objects of the core API. */
final class RandomCore {

  /** Few, so that services claim each other's. */
  static final List<String> ADDRESSES =
      List.of("10.96.0.1", "10.96.0.2", "10.96.0.3", "10.96.0.4", "fd00::1", "fd00::2");

  private static final List<String> POD_ADDRESSES =
      List.of("10.244.0.1", "10.244.0.2", "10.244.0.3", "fd01::1");

  private final Draw draw;
  private final List<String> namespaces;

  RandomCore(Draw draw, List<String> namespaces) {
    this.draw = draw;
    this.namespaces = namespaces;
  }

  Namespace namespace(Meta meta) {
    Map<String, String> labels =
        draw.of(Map.of(), Map.of("team", "red"), Map.of("team", "blue"), Map.of("unread", "x"));
    return new Namespace(meta, labels, labels(60), distribution(10));
  }

  Node node(Meta meta) {
    return new Node(meta, draw.of("", "r0", "r1"), draw.of("", "z0", "z1"), draw.of("", "s0"));
  }

  /** Labels that name a waypoint in so many of 100 cases. */
  WaypointLabels labels(int of100) {
    return new WaypointLabels(
        draw.maybe(of100, () -> draw.percent(10) ? "none" : draw.of(Slots.GATEWAYS)),
        draw.maybe(20, () -> draw.of(namespaces)));
  }

  /** A preference in so many of 100 cases. */
  Optional<TrafficDistribution> distribution(int of100) {
    return draw.maybe(of100, () -> draw.of(TrafficDistribution.values()));
  }

  Service service(Meta meta) {
    return new Service(
        meta,
        draw.distinct(0, 2, () -> draw.of(ADDRESSES)),
        ports(),
        draw.percent(3),
        labels(30),
        draw.percent(3),
        distribution(30),
        new Service.Workloads(
            selector(80).filter(selector -> !selector.labels().isEmpty()),
            draw.of(IpFamilies.values()),
            draw.percent(10),
            draw.percent(10),
            draw.maybe(20, () -> draw.percent(50)),
            draw.percent(80) ? "" : draw.of(Slots.GATEWAYS)));
  }

  /** A selector of what {@link #labelsOfPods} gives, in so many of 100 cases. */
  Optional<WorkloadSelector> selector(int of100) {
    return draw.maybe(
        of100,
        () ->
            new WorkloadSelector(
                draw.of(
                    Map.of("app", "x"),
                    Map.of("app", "y"),
                    Map.of("version", "v1"),
                    Map.of("app", "x", "version", "v2"),
                    Map.of())));
  }

  List<ServicePort> ports() {
    return draw.list(
        1,
        3,
        () ->
            new ServicePort(
                draw.of("http", "tcp", "grpc-x", "mysql", "", "x"),
                draw.of(80, 9080, 3306),
                draw.percent(8) ? "UDP" : "TCP",
                draw.of("", "", "", "http", "tcp", "kubernetes.io/h2c"),
                draw.of(0, 0, 8080),
                draw.of("", "", "web")));
  }

  Pod pod(Meta meta) {
    Pod.Instance instance = instance();
    return new Pod(
        meta,
        instance.hostNetwork() ? List.of() : instance.addresses(),
        draw.of(Slots.NODES),
        draw.of("default", "web"),
        draw.percent(50),
        draw.of("reviews", "ratings"),
        draw.of("reviews", ""),
        draw.of("v1", "v2", ""),
        draw.percent(5),
        labels(30),
        instance);
  }

  private Pod.Instance instance() {
    boolean ended = draw.percent(5);
    return new Pod.Instance(
        draw.of("", "u0", "u1"),
        ended,
        draw.percent(10),
        ended ? List.of() : draw.distinct(0, 2, () -> draw.of(POD_ADDRESSES)),
        draw.percent(80),
        draw.percent(5),
        draw.of(Map.of(), Map.of("web", 8080), Map.of("http", 8081, "web", 8082)),
        labelsOfPods());
  }

  /** Labels as selectors ask for them. */
  Map<String, String> labelsOfPods() {
    return draw.of(
        Map.of(),
        Map.of("app", "x"),
        Map.of("app", "y"),
        Map.of("app", "x", "version", "v1"),
        Map.of("app", "x", "version", "v2", "unread", "z"));
  }

  EndpointSlice slice(Meta meta) {
    return new EndpointSlice(
        meta,
        draw.percent(85) ? meta.name().substring(0, 2) : draw.of("", "s1", "s9"),
        draw.list(
            1,
            3,
            () ->
                new EndpointSlice.Port(
                    draw.of("http", "tcp", "grpc-x", "", "x"), draw.of(8080, 9080))),
        draw.list(0, 3, this::endpoint));
  }

  private EndpointSlice.Endpoint endpoint() {
    return new EndpointSlice.Endpoint(
        draw.list(0, 2, () -> draw.of(POD_ADDRESSES)),
        draw.percent(85),
        draw.percent(10),
        draw.of("", "n0", "n1", "n9"),
        draw.of("", "z0"),
        draw.maybe(80, () -> draw.of(Slots.PODS)));
  }

  /** What metadata says of workloads that are no pods. */
  WorkloadEntry.Traits traits() {
    boolean tunnel = draw.percent(10);
    return new WorkloadEntry.Traits(tunnel || draw.percent(40), tunnel, labelsOfPods());
  }
}
