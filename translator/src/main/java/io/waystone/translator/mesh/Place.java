package io.waystone.translator.mesh;

import java.util.List;

/** What a policy is read for, and what is known there of where a request goes. */
sealed interface Place {

  /** As people know it. */
  String text();

  /** A service port: a request goes to its number, at one of its addresses. */
  record OfPort(MeshPort port) implements Place {
    @Override
    public String text() {
      return port.key().host() + ":" + port.key().port();
    }

    List<String> addresses() {
      return port.addresses();
    }

    boolean isPort(String number) {
      return number.equals(Integer.toString(port.key().port()));
    }
  }

  /** The pods behind a waypoint: only the connection tells which one, and which port. */
  record OfPods(WaypointKey waypoint) implements Place {
    @Override
    public String text() {
      return "pods behind " + waypoint;
    }
  }
}
