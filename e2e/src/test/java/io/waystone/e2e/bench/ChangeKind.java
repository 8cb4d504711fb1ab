package io.waystone.e2e.bench;

import java.util.Locale;

/** What changes in a mesh. The changes of a kind go round through the services. */
enum ChangeKind {
  ROUTE_WEIGHT {
    @Override
    Change of(MeshText mesh, int waypoint, int service, boolean first) {
      return Change.of(mesh.route(waypoint, service, first ? 80 : 90));
    }
  },
  ENDPOINT {
    @Override
    Change of(MeshText mesh, int waypoint, int service, boolean first) {
      return Change.of(mesh.slice(waypoint, service, !first));
    }
  },
  SERVICE_POLICY {
    @Override
    Change of(MeshText mesh, int waypoint, int service, boolean first) {
      return Change.of(mesh.servicePolicy(waypoint, service, first ? "PUT" : "POST"));
    }
  },
  /** A service that was not there before; each change has to be reversed before the next. */
  SERVICE_ADDED {
    @Override
    Change of(MeshText mesh, int waypoint, int service, boolean first) {
      return Change.of(mesh.service(waypoint, mesh.services() + service));
    }
  },
  GATEWAY_POLICY {
    @Override
    Change of(MeshText mesh, int waypoint, int service, boolean first) {
      return Change.of(mesh.gatewayPolicy(waypoint, service % 2 == 0 ? "PATCH" : "DELETE"));
    }
  };

  /** The change of that number, which differs from what was there before. */
  Change nth(MeshText mesh, int number) {
    int turn = number / mesh.waypoints();
    return of(
        mesh,
        waypoint(mesh, number),
        this == GATEWAY_POLICY ? turn : turn % mesh.services(),
        turn / mesh.services() % 2 == 0);
  }

  /** The waypoint whose proxies it concerns. */
  int waypoint(MeshText mesh, int number) {
    return number % mesh.waypoints();
  }

  abstract Change of(MeshText mesh, int waypoint, int service, boolean first);

  /** Its name in a table. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
