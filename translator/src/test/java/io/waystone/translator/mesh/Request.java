package io.waystone.translator.mesh;

import java.util.Optional;

/** A request as a waypoint sees it. */
record Request(
    Optional<Peer> peer,
    String source,
    String destination,
    int port,
    String host,
    String method,
    String path) {

  /** Who calls. */
  record Peer(String domain, String namespace, String account) {

    /** The identity without its trust domain. */
    String path() {
      return "/ns/" + namespace + "/sa/" + account;
    }
  }
}
