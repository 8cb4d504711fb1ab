package io.waystone.translator.mesh;

import io.waystone.translator.input.ObjectRef;
import java.util.Arrays;

/**
 * The kinds of routes. Of those attached to the same port only the first in this order is in force
 * there (Gateway API, GEP-1294: route types).
 */
enum RouteKind {
  GRPC("GRPCRoute"),
  HTTP("HTTPRoute"),
  TLS("TLSRoute"),
  TCP("TCPRoute");

  private final String kind;

  RouteKind(String kind) {
    this.kind = kind;
  }

  /** The kind of a route object. */
  static RouteKind of(ObjectRef route) {
    return Arrays.stream(values())
        .filter(one -> one.kind.equals(route.kind()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(route + " is no route"));
  }

  /** What people write in {@code kind}. */
  String kindName() {
    return kind;
  }

  /** Whether it decides on requests; otherwise on connections. */
  boolean ofRequests() {
    return this == GRPC || this == HTTP;
  }

  /** Whether what it sends is understood by a backend that speaks this. */
  boolean sendsTo(Protocol protocol) {
    return this != GRPC || protocol == Protocol.HTTP2 || protocol == Protocol.DETECTED;
  }

  /**
   * The status of a request for which its rule has no backend. Gateway API: 500; in a GRPCRoute
   * UNAVAILABLE, which is what 503 is to a gRPC client.
   */
  int withoutBackend() {
    return this == GRPC ? 503 : 500;
  }

  /** What it decides on. */
  Traffic traffic() {
    return switch (this) {
      case GRPC -> Traffic.CALLS;
      case HTTP -> Traffic.REQUESTS;
      case TLS, TCP -> Traffic.CONNECTIONS;
    };
  }

  /** Whether it can act on a port that speaks this. */
  boolean actsOn(Protocol protocol) {
    return ofRequests() ? protocol.mayBeHttp() : protocol.mayBeTcp();
  }
}
