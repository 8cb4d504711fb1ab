package io.waystone.translator.envoy;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.Cors;
import io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSession;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;

/**
 * The HTTP filters of every service port, in order (istiod: AUDIT, DENY, ALLOW, CORS, then the
 * router). They are always all there: what a policy says comes with the virtual host, and what a
 * route wants of the others with the route, so that all change in one step and no connection is
 * drained.
 */
enum HttpSlot {
  /** Sees every request, also those that are refused after it. */
  AUDIT("waystone.rbac.audit", Pack.any(RBAC.getDefaultInstance())),
  /** A DENY wins over every ALLOW, so it comes first. */
  DENY("waystone.rbac.deny", Pack.any(RBAC.getDefaultInstance())),
  /** Refuses everything by itself: a lost override is closed. */
  ALLOW("waystone.rbac.allow", Pack.any(Rbac.http(Rbac.NOTHING_ALLOWED))),
  /** What the backend's own policies deny, of what a route sends there. */
  BACKEND_DENY("waystone.rbac.backend-deny", Pack.any(RBAC.getDefaultInstance())),
  /** What they allow; open by itself, for most backends have none. */
  BACKEND_ALLOW("waystone.rbac.backend-allow", Pack.any(RBAC.getDefaultInstance())),
  /**
   * Answers preflights; after the policies, as istiod has it, so that what is denied learns nothing
   * of the route. Without an override it does nothing.
   */
  CORS("envoy.filters.http.cors", Pack.any(Cors.getDefaultInstance())),
  /** Chooses the endpoint of a session, last of all: what is refused before it has none. */
  SESSION("envoy.filters.http.stateful_session", Pack.any(StatefulSession.getDefaultInstance())),
  /** The end of every chain. */
  ROUTER("envoy.filters.http.router", Pack.any(Router.getDefaultInstance()));

  private final String filter;
  private final Any config;

  HttpSlot(String filter, Any config) {
    this.filter = filter;
    this.config = config;
  }

  /** The filter's name, and the key of its override. */
  String key() {
    return filter;
  }

  HttpFilter message() {
    return HttpFilter.newBuilder().setName(filter).setTypedConfig(config).build();
  }
}
