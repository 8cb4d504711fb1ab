package io.waystone.translator.mesh;

import io.waystone.translator.input.HttpMatch;
import io.waystone.translator.input.HttpMatch.PathMatch;
import io.waystone.translator.input.HttpMatch.PathType;
import java.util.Comparator;

/**
 * The order in which the Gateway API ranks the routes of one kind; what is equal stays in place.
 */
final class RouteOrder {

  /** Exact hosts first, then the longest. */
  private static final Comparator<Route> HOST =
      Comparator.comparing((Route route) -> route.hostname().isEmpty())
          .thenComparing(route -> route.hostname().orElse("").startsWith("*"))
          .thenComparingInt(route -> -route.hostname().orElse("").length());

  /** The kind of path, its length, a method, the number of headers, of parameters. */
  private static final Comparator<HttpMatch> HTTP =
      Comparator.comparing((HttpMatch match) -> match.path().type())
          .thenComparingInt(match -> -length(match.path()))
          .thenComparing(match -> match.method().isEmpty())
          .thenComparingInt(match -> -match.headers().size())
          .thenComparingInt(match -> -match.query().size());

  /**
   * The length of the service, of the method, the number of headers. A service that is written
   * exactly comes before a regular expression, which would often be the longer text.
   */
  private static final Comparator<HttpMatch> GRPC =
      Comparator.comparing((HttpMatch match) -> !hasExactService(match.path()))
          .thenComparingInt(match -> -match.path().service())
          .thenComparingInt(match -> -match.path().method())
          .thenComparingInt(match -> -match.headers().size());

  private RouteOrder() {}

  static Comparator<Route> of(RouteKind kind) {
    return switch (kind) {
      case GRPC -> HOST.thenComparing(Route::match, GRPC);
      case HTTP -> HOST.thenComparing(Route::match, HTTP);
      case TLS, TCP -> throw new IllegalArgumentException(kind + " is not of requests");
    };
  }

  private static boolean hasExactService(PathMatch path) {
    return path.service() > 0 && path.type() != PathType.REGEX;
  }

  private static int length(PathMatch path) {
    return path.type() == PathType.PREFIX
        ? PathMatch.trimmed(path.value()).length()
        : path.value().length();
  }
}
