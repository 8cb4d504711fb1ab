package io.waystone.translator.mesh;

import io.waystone.translator.input.ObjectRef;
import java.util.Optional;

/**
 * Whether one can reach what is behind a waypoint without it, where no policy of the waypoint
 * holds.
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
        + companion.map(policy -> "; to let in the waypoint alone, apply " + policy).orElse("");
  }

  /** Why there is a way, or none. */
  public enum Reason {
    /** Policies at ztunnel let nobody else in than the waypoint. */
    WAYPOINT_ONLY("WaypointOnly"),
    /** The pods can be reached directly. */
    PODS_ACCEPT_OTHERS("PodsAcceptOthers"),
    /** The pods can be reached directly, and have no ztunnel in front that could refuse. */
    PODS_OUTSIDE_MESH("PodsOutsideMesh"),
    /** Nothing that ztunnel decides for: its endpoints are written down. */
    NO_SELECTOR("NoSelector"),
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
