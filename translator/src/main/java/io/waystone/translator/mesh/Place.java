package io.waystone.translator.mesh;

import java.util.List;

/** What a policy is read for, and what is known there of where a request goes. */
sealed interface Place {

  /** As people know it. */
  String text();

  /** " on TCP connections to ...": where a message is about one of several forms. */
  default String suffix(PolicyForm form) {
    return switch (form) {
      case HTTP, ZTUNNEL -> "";
      case TCP -> " on TCP connections to " + text();
    };
  }

  /** A service port: a request goes to its number, at one of its addresses. */
  record OfPort(MeshPort port) implements Place {
    @Override
    public String text() {
      return port.key().host() + ":" + number();
    }

    List<String> addresses() {
      return port.addresses();
    }

    String number() {
      return Integer.toString(port.key().port());
    }

    boolean isPort(String number) {
      return number.equals(number());
    }
  }

  /** Only the connection tells where it goes. */
  sealed interface Open extends Place {}

  /** The pods behind a waypoint. */
  record OfPods(WaypointKey waypoint) implements Open {
    @Override
    public String text() {
      return "pods behind " + waypoint;
    }
  }

  /** Whatever ztunnel takes in for. */
  record OfWorkloads() implements Open {
    @Override
    public String text() {
      return "workloads";
    }
  }
}
