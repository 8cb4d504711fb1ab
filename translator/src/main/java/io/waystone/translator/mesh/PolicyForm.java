package io.waystone.translator.mesh;

import io.waystone.translator.input.Attribute;

/** What a policy is read for: its dialects. */
enum PolicyForm {
  /** HTTP requests at a waypoint. */
  HTTP("of an HTTP request"),
  /** Connections at a waypoint. */
  TCP("of a TCP connection"),
  /** Connections at ztunnel. */
  ZTUNNEL("by ztunnel");

  private final String seen;

  PolicyForm(String seen) {
    this.seen = seen;
  }

  /** What an attribute is to be told of, or by whom, for messages. */
  String seen() {
    return seen;
  }

  /** How far an attribute can be told. */
  Attribute.Told told(Attribute attribute) {
    return switch (this) {
      case HTTP -> attribute.http();
      case TCP -> attribute.tcp();
      case ZTUNNEL -> attribute.ztunnel();
    };
  }
}
