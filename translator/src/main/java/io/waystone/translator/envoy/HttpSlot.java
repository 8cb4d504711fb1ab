package io.waystone.translator.envoy;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.common.matching.v3.ExtensionWithMatcher;
import io.envoyproxy.envoy.extensions.filters.http.composite.v3.Composite;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.Cors;
import io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSession;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.waystone.translator.mesh.RequestSettings;
import java.util.Arrays;
import java.util.List;

/**
 * The HTTP filters of every service port, in order (istiod: CUSTOM, AUDIT, DENY, ALLOW, CORS, then
 * the router; AUDIT is first here, so that it also sees what CUSTOM refuses). They are always all
 * there, those of CUSTOM if the mesh has a provider: what a policy says comes with the virtual
 * host, and what a route wants of the others with the route, so that all change in one step and no
 * connection is drained.
 */
enum HttpSlot {
  /** Sees every request, also those that are refused after it. */
  AUDIT(
      "waystone.rbac.audit", Pack.any(RBAC.newBuilder().setRulesStatPrefix(Audit.PREFIX).build())),
  /** Marks what a provider is to be asked about. */
  CUSTOM("waystone.rbac.custom", Pack.any(RBAC.getDefaultInstance())),
  /** Asks; whom, comes with the virtual host. */
  ASK(
      "waystone.custom",
      Pack.any(
          ExtensionWithMatcher.newBuilder()
              .setExtensionConfig(
                  TypedExtensionConfig.newBuilder()
                      .setName("envoy.filters.http.composite")
                      .setTypedConfig(Pack.any(Composite.getDefaultInstance())))
              .build())),
  /** A DENY wins over every ALLOW, so it comes first. */
  DENY(
      "waystone.rbac.deny",
      Pack.any(RBAC.newBuilder().setShadowRulesStatPrefix(Audit.DRY_DENY).build())),
  /** Refuses everything by itself: a lost override is closed. */
  ALLOW(
      "waystone.rbac.allow",
      Pack.any(
          RBAC.newBuilder()
              .setRules(Rbac.NOTHING_ALLOWED)
              .setShadowRulesStatPrefix(Audit.DRY_ALLOW)
              .build())),
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

  /** Those that listeners have. */
  static List<HttpSlot> in(RequestSettings settings) {
    return Arrays.stream(values())
        .filter(slot ->
            switch (slot) {
              case CUSTOM, ASK -> settings.asking();
              case AUDIT, DENY, ALLOW, BACKEND_DENY, BACKEND_ALLOW, CORS, SESSION, ROUTER -> true;
            })
        .toList();
  }

  /** The filter's name, and the key of its override. */
  String key() {
    return filter;
  }

  HttpFilter message() {
    return HttpFilter.newBuilder().setName(filter).setTypedConfig(config).build();
  }
}
