package io.waystone.translator.ztunnel;

import io.waystone.api.workload.GatewayAddress;
import io.waystone.api.workload.NamespacedHostname;
import io.waystone.translator.mesh.WaypointTarget;

/** Where a waypoint is, as ztunnel reads it. */
final class WaypointAddresses {

  private static final int HBONE_PORT = 15008;

  private WaypointAddresses() {}

  static GatewayAddress of(WaypointTarget target) {
    GatewayAddress.Builder address = GatewayAddress.newBuilder().setHboneMtlsPort(HBONE_PORT);
    switch (target) {
      case WaypointTarget.Host(var name) ->
          address.setHostname(
              NamespacedHostname.newBuilder()
                  .setNamespace(name.namespace())
                  .setHostname(name.host()));
      case WaypointTarget.Ip(var text) -> address.setAddress(Bytes.network(text));
    }
    return address.build();
  }
}
