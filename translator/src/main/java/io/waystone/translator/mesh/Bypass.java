package io.waystone.translator.mesh;

import io.waystone.translator.input.ObjectRef;
import java.util.Optional;

/**
 * Whether policies of a waypoint can be passed by on the way to what is behind it.
 *
 * @param what is reached: a Service, a ServiceEntry, or a Namespace for its pods that are addressed
 *     directly
 * @param why a clause of a sentence about it
 * @param companion the policy at ztunnel that would close the way past; empty where there is none
 *     or none helps
 */
public record Bypass(
    ObjectRef what, Reason reason, String why, Optional<CompanionPolicy> companion) {

  /** Whether there is a way past the waypoint. */
  public boolean possible() {
    return reason != Reason.WAYPOINT_ONLY;
  }

  /** A sentence, with what to apply. */
  @Override
  public String toString() {
    return what
        + ": "
        + why
        + companion
            .map(policy ->
                "; to let in the waypoint alone"
                    + (policy.labels().isEmpty() ? ", to all pods of the namespace" : "")
                    + ", apply "
                    + policy)
            .orElse("");
  }

  /** The same for policies of the service alone, where the waypoint takes its pods as well. */
  Bypass throughWaypoint(WaypointKey waypoint) {
    String through =
        "waypoint "
            + waypoint
            + " takes requests to its pods' own addresses as well, for which policies of the"
            + " Gateway hold and none of a service";
    return possible()
        ? new Bypass(what, reason, why + "; " + through, companion)
        : new Bypass(what, Reason.PODS_THROUGH_WAYPOINT, through, Optional.empty());
  }

  /** Why there is a way, or none. */
  public enum Reason {
    /** Policies at ztunnel let nobody else in than the waypoint. */
    WAYPOINT_ONLY("WaypointOnly"),
    /** The pods can be reached directly. */
    PODS_ACCEPT_OTHERS("PodsAcceptOthers"),
    /** The pods can be reached directly, and have no ztunnel in front that could refuse. */
    PODS_OUTSIDE_MESH("PodsOutsideMesh"),
    /** Not all endpoints are pods for which a policy at ztunnel can be written. */
    ENDPOINTS_OUTSIDE_MESH("EndpointsOutsideMesh"),
    /** The waypoint leads to the pods' own addresses too, past the policies of the service. */
    PODS_THROUGH_WAYPOINT("PodsThroughWaypoint"),
    /** There is no waypoint on any way. */
    WAYPOINT_MISSING("WaypointMissing");

    private final String word;

    Reason(String word) {
      this.word = word;
    }

    /** One word, as a condition has it. */
    public String word() {
      return word;
    }
  }
}
