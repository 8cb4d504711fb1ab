package io.waystone.translator.envoy;

import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.QueryParameterMatcher;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.type.matcher.v3.FilterStateMatcher;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.waystone.translator.input.HttpMatch;
import io.waystone.translator.input.HttpMatch.PathMatch;
import io.waystone.translator.input.HttpMatch.ValueMatch;
import io.waystone.translator.mesh.Pattern;
import io.waystone.translator.mesh.Route;

/** Which requests a route is for. */
final class RouteMatches {

  private RouteMatches() {}

  static RouteMatch of(Route route) {
    HttpMatch match = route.match();
    RouteMatch.Builder built = path(match.path()).setCaseSensitive(BoolValue.of(true));
    for (ValueMatch header : match.headers()) {
      built.addHeaders(
          HeaderMatcher.newBuilder().setName(header.name()).setStringMatch(value(header)));
    }
    match
        .method()
        .ifPresent(method ->
            built.addHeaders(
                HeaderMatcher.newBuilder()
                    .setName(":method")
                    .setStringMatch(StringMatcher.newBuilder().setExact(method))));
    for (ValueMatch parameter : match.query()) {
      built.addQueryParameters(
          QueryParameterMatcher.newBuilder()
              .setName(parameter.name())
              .setStringMatch(value(parameter)));
    }
    route.hostname().ifPresent(name -> built.addHeaders(host(name)));
    route.clients().ifPresent(namespace -> built.addFilterState(client(namespace)));
    return built.build();
  }

  /** Gateway API: {@code *.example.com} is any host below, however deep. */
  private static HeaderMatcher host(String name) {
    return Patterns.host(
        name.startsWith("*.") ? new Pattern.Suffix(name.substring(1)) : new Pattern.Exact(name));
  }

  /** Who calls is what the tunnel says of the connection. */
  private static FilterStateMatcher client(String namespace) {
    return FilterStateMatcher.newBuilder()
        .setKey(FilterStates.PEER.key())
        .setStringMatch(Patterns.namespace(new Pattern.Exact(namespace)))
        .build();
  }

  private static RouteMatch.Builder path(PathMatch path) {
    RouteMatch.Builder match = RouteMatch.newBuilder();
    return switch (path.type()) {
      case EXACT -> match.setPath(path.value());
      case REGEX -> match.setSafeRegex(RegexMatcher.newBuilder().setRegex(path.value()));
      case PREFIX -> prefix(match, path.value());
    };
  }

  /** Gateway API: a prefix matches whole path elements. */
  private static RouteMatch.Builder prefix(RouteMatch.Builder match, String value) {
    String trimmed = PathMatch.trimmed(value);
    return trimmed.isEmpty() ? match.setPrefix("/") : match.setPathSeparatedPrefix(trimmed);
  }

  private static StringMatcher value(ValueMatch match) {
    return match.regex()
        ? StringMatcher.newBuilder()
            .setSafeRegex(RegexMatcher.newBuilder().setRegex(match.value()))
            .build()
        : StringMatcher.newBuilder().setExact(match.value()).build();
  }
}
