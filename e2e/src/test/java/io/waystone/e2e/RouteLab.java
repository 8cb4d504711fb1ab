package io.waystone.e2e;

import io.waystone.server.lab.Backend;
import java.io.IOException;

/** A waypoint, backends, and services with routes to them; each test has a namespace of its own. */
final class RouteLab {

  private final MeshLab lab;
  private final LabWaypoint waypoint;
  private final Backend svc;
  private final Backend a;
  private final Backend b;

  private RouteLab(MeshLab lab, LabWaypoint waypoint) throws IOException {
    this.lab = lab;
    this.waypoint = waypoint;
    svc = lab.backend("svc");
    a = lab.backend("a");
    b = lab.backend("b");
  }

  static RouteLab start(MeshLab lab) throws IOException {
    lab.yaml().write("mesh.yaml", LabObjects.gateway("mesh", "gate"));
    return new RouteLab(lab, lab.waypoint("mesh", "gate"));
  }

  /** What answers for service {@code a}. */
  Backend a() {
    return a;
  }

  /** What answers for service {@code b}. */
  Backend b() {
    return b;
  }

  LabWaypoint waypoint() {
    return waypoint;
  }

  /**
   * Service {@code svc}, port 80, with a route of these rules, and services {@code a} and {@code b}
   * for backends.
   */
  Caller route(String namespace, String rules, String... more) throws IOException {
    return route(namespace, 80, rules, more);
  }

  /** The same with another port of {@code svc}. */
  Caller route(String namespace, int port, String rules, String... more) throws IOException {
    String address = lab.serviceAddress();
    lab.apply(
        namespace + ".yaml",
        LabObjects.namespace(namespace, "mesh", "gate"),
        LabObjects.service(namespace, "svc", address, "http", port, svc.address()),
        LabObjects.service(namespace, "a", lab.serviceAddress(), "http", 80, a.address()),
        LabObjects.service(namespace, "b", lab.serviceAddress(), "http", 80, b.address()),
        LabObjects.route(namespace, "route", "svc", rules.strip().replace("\n", " ")),
        more.length == 0 ? "" : String.join("---\n", more));
    return new Caller(waypoint.client(namespace, "client"), address + ":" + port);
  }
}
