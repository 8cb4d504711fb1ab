package io.waystone.translator.envoy;

import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.RedirectAction;
import io.envoyproxy.envoy.config.route.v3.RedirectAction.RedirectResponseCode;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.waystone.translator.input.HttpMatch.PathMatch;
import io.waystone.translator.input.Redirect;
import java.util.List;

/**
 * Answers that send clients elsewhere.
 *
 * <p>Gateway API: the port of the new address is the one written, else that of the scheme written,
 * else that of the service; it is left out where the scheme has it anyway.
 */
final class Redirects {

  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /** An authority that ends with a port. */
  private static final String WITH_PORT = "(\\[.*\\]|[^:]*):[0-9]+";

  private Redirects() {}

  /**
   * The routes for one that redirects, all but their action made.
   *
   * @param servicePort the port that is asked
   */
  static List<Route> routes(
      Route.Builder route, Redirect redirect, PathMatch matched, int servicePort) {
    // The waypoint takes requests as plain HTTP.
    String scheme = redirect.scheme().orElse("http");
    int well = scheme.equals("https") ? HTTPS_PORT : HTTP_PORT;
    int port = redirect.port().orElse(redirect.scheme().isPresent() ? well : servicePort);
    RedirectAction action = action(redirect, matched);
    RedirectAction withPort = action.toBuilder().setPortRedirect(port).build();
    if (port != well) {
      return List.of(route.setRedirect(withPort).build());
    }
    Route without = route.setRedirect(action).build();
    // Envoy keeps the port that the client wrote, unless it is the old scheme's or it is given
    // another one.
    boolean keepsAnother =
        redirect.hostname().isEmpty() && servicePort != port && servicePort != HTTP_PORT;
    return keepsAnother
        ? List.of(askedWithPort(without).setRedirect(withPort).build(), without)
        : List.of(without);
  }

  private static Route.Builder askedWithPort(Route route) {
    Route.Builder built = route.toBuilder();
    built
        .getMatchBuilder()
        .addHeaders(
            HeaderMatcher.newBuilder()
                .setName(":authority")
                .setStringMatch(
                    StringMatcher.newBuilder()
                        .setSafeRegex(RegexMatcher.newBuilder().setRegex(WITH_PORT))));
    return built;
  }

  private static RedirectAction action(Redirect redirect, PathMatch matched) {
    RedirectAction.Builder action =
        RedirectAction.newBuilder().setResponseCode(code(redirect.status()));
    redirect.scheme().ifPresent(action::setSchemeRedirect);
    redirect.hostname().ifPresent(action::setHostRedirect);
    redirect
        .path()
        .ifPresent(change ->
            PathRewrites.of(change, matched)
                .set(action::setPrefixRewrite, action::setRegexRewrite));
    return action.build();
  }

  private static RedirectResponseCode code(int status) {
    return switch (status) {
      case 301 -> RedirectResponseCode.MOVED_PERMANENTLY;
      case 302 -> RedirectResponseCode.FOUND;
      case 303 -> RedirectResponseCode.SEE_OTHER;
      case 307 -> RedirectResponseCode.TEMPORARY_REDIRECT;
      case 308 -> RedirectResponseCode.PERMANENT_REDIRECT;
      default -> throw new IllegalArgumentException("no redirect: " + status);
    };
  }
}
