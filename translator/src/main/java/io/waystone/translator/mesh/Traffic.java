package io.waystone.translator.mesh;

/** What a route decides on, and what becomes of it when it cannot be delivered. */
enum Traffic {
  REQUESTS("requests", "gets 500", "get 500"),
  CALLS("calls", "is UNAVAILABLE", "are UNAVAILABLE"),
  CONNECTIONS("connections", "is closed", "are closed");

  private final String noun;
  private final String one;
  private final String many;

  Traffic(String noun, String one, String many) {
    this.noun = noun;
    this.one = one;
    this.many = many;
  }

  /** {@code requests}. */
  String noun() {
    return noun;
  }

  /** {@code its 10 % of requests get 500}. */
  String lost(long weight, long sum) {
    return "its " + Math.round(100.0 * weight / sum) + " % of " + noun + " " + many;
  }

  /** {@code its share of requests through default/wp gets 500}. */
  String lost(WaypointKey waypoint) {
    return "its share of " + noun + " through " + waypoint + " " + one;
  }

  /** {@code requests that match this rule get 500}. */
  String allLost() {
    return noun + " that match this rule " + many;
  }
}
