package io.waystone.translator.envoy;

import com.google.common.base.Ascii;
import com.google.protobuf.Struct;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.waystone.translator.input.HttpFilters;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.mesh.Route.Action;
import java.util.List;
import java.util.Optional;

/** A route of the mesh as Envoy's. */
final class RouteEntry {

  private RouteEntry() {}

  /**
   * The entries of Envoy's table that it is: one after another, never none.
   *
   * @param servicePort the port that is asked
   */
  static List<Route> of(io.waystone.translator.mesh.Route route, int servicePort, Guards guards) {
    Route.Builder entry = Route.newBuilder().setName(route.name()).setMatch(RouteMatches.of(route));
    origin(route.cause().object()).ifPresent(entry::setMetadata);
    return switch (route.action()) {
      case Action.Respond respond ->
          List.of(
              entry
                  .setDirectResponse(DirectResponseAction.newBuilder().setStatus(respond.status()))
                  .build());
      case Action.Redirect redirect -> redirect(route, redirect.filters(), entry, servicePort);
      case Action.Forward forward -> {
        new Forwarding(guards).to(forward, route.match().path(), entry);
        overrides(route, forward, entry);
        yield List.of(entry.build());
      }
    };
  }

  private static List<Route> redirect(
      io.waystone.translator.mesh.Route route,
      HttpFilters filters,
      Route.Builder entry,
      int servicePort) {
    HeaderMutations response = HeaderMutations.of(filters.response());
    entry
        .addAllResponseHeadersToAdd(response.added())
        .addAllResponseHeadersToRemove(response.removed());
    return Redirects.routes(
        entry, filters.redirect().orElseThrow(), route.match().path(), servicePort);
  }

  /** What is no policy may stand on a route. */
  private static void overrides(
      io.waystone.translator.mesh.Route route, Action.Forward forward, Route.Builder entry) {
    forward
        .filters()
        .cors()
        .ifPresent(cors ->
            entry.putTypedPerFilterConfig(HttpSlot.CORS.key(), Pack.any(CorsOverride.of(cors))));
    // Envoy chooses the backend before it looks for the session's endpoint, which then is
    // another's.
    if (forward.destinations().size() == 1) {
      forward
          .delivery()
          .session()
          .ifPresent(session ->
              entry.putTypedPerFilterConfig(
                  HttpSlot.SESSION.key(), Pack.any(SessionOverride.of(session, route.cause()))));
    }
  }

  /** Where istiod names a VirtualService, the route object itself. */
  private static Optional<Metadata> origin(ObjectRef object) {
    return object.kind().endsWith("Route")
        ? Optional.of(
            Metadata.newBuilder()
                .putFilterMetadata(
                    BackendCluster.ISTIO,
                    Struct.newBuilder()
                        .putFields("config", BackendCluster.text(path(object)))
                        .build())
                .build())
        : Optional.empty();
  }

  private static String path(ObjectRef route) {
    return "/apis/gateway.networking.k8s.io/v1/namespaces/"
        + route.namespace()
        + "/"
        + Ascii.toLowerCase(route.kind())
        + "s/"
        + route.name();
  }
}
