package io.waystone.translator.generate;

import io.waystone.translator.input.BackendRef;
import io.waystone.translator.input.Delivery;
import io.waystone.translator.input.HttpMatch;
import io.waystone.translator.input.HttpMatch.PathMatch;
import io.waystone.translator.input.HttpMatch.PathType;
import io.waystone.translator.input.HttpMatch.ValueMatch;
import io.waystone.translator.input.HttpRoute;
import io.waystone.translator.input.Meta;
import io.waystone.translator.input.ParentRef;
import io.waystone.translator.input.TcpRoute;
import io.waystone.translator.input.Timeouts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Random routes. */
final class RandomRoutes {

  static final String GROUP = "gateway.networking.k8s.io";

  private final Draw draw;
  private final List<String> namespaces;
  private final RandomFilters filters;

  RandomRoutes(Draw draw, List<String> namespaces) {
    this.draw = draw;
    this.namespaces = namespaces;
    this.filters = new RandomFilters(draw);
  }

  HttpRoute route(Meta meta) {
    return new HttpRoute(
        meta,
        draw.list(0, 2, () -> parent(meta)),
        draw.list(0, 1, () -> draw.of("example.com", "*.example.com", "a b", "*")),
        draw.list(0, 3, () -> rule(meta)));
  }

  /** A TLSRoute or a TCPRoute. */
  TcpRoute connections(Meta meta) {
    return new TcpRoute(
        meta,
        draw.list(1, 2, () -> draw.percent(70) ? serving(meta) : parent(meta)),
        meta.ref().kind().equals("TLSRoute")
            ? draw.distinct(0, 2, () -> draw.of("a.example", "*.example", "*.b.example", "b c"))
            : List.of(),
        draw.list(
            1,
            2,
            () ->
                new TcpRoute.Rule(
                    draw.of("", "named"),
                    draw.list(
                        0,
                        4,
                        () -> {
                          HttpRoute.Backend backend = backend(meta);
                          return new TcpRoute.Backend(backend.ref(), backend.weight());
                        }),
                    draw.percent(4))));
  }

  /** Most are somewhere, and for every port: few ports are for bytes. */
  private ParentRef serving(Meta meta) {
    boolean entry = draw.percent(50);
    return new ParentRef(
        entry ? "networking.istio.io" : "",
        entry ? "ServiceEntry" : "Service",
        namespace(meta),
        draw.of(entry ? Slots.ENTRIES : Slots.SERVICES),
        OptionalInt.empty(),
        Optional.empty());
  }

  private ParentRef parent(Meta meta) {
    boolean gateway = draw.percent(10);
    return new ParentRef(
        gateway ? GROUP : "",
        gateway ? "Gateway" : "Service",
        namespace(meta),
        gateway ? draw.of(Slots.GATEWAYS) : draw.of(Slots.SERVICES),
        port(50),
        draw.maybe(10, () -> draw.of("http", "x")));
  }

  private String namespace(Meta meta) {
    return draw.percent(80) ? meta.namespace() : draw.of(namespaces);
  }

  private OptionalInt port(int of100) {
    return draw.percent(of100) ? OptionalInt.of(draw.of(80, 9080, 3306, 1)) : OptionalInt.empty();
  }

  private HttpRoute.Rule rule(Meta meta) {
    List<HttpMatch> matches = draw.list(1, 2, () -> match(meta));
    return new HttpRoute.Rule(
        draw.of("", "", "named"),
        matches,
        filters.ofRule(meta, matches, this::backendRef),
        draw.list(0, 3, () -> backend(meta)),
        new Delivery(
            new Timeouts(draw.maybe(30, this::timeout), draw.maybe(20, this::timeout)),
            draw.maybe(30, filters::retry),
            draw.maybe(20, filters::session)),
        draw.percent(4));
  }

  private Duration timeout() {
    return draw.of(Duration.ZERO, Duration.ofMillis(1500), Duration.ofHours(3));
  }

  private HttpMatch match(Meta meta) {
    return new HttpMatch(
        meta.ref().kind().equals("GRPCRoute") ? call() : path(),
        draw.list(0, 2, this::value),
        draw.list(0, 1, this::value),
        draw.maybe(30, () -> draw.of("GET", "POST")));
  }

  private PathMatch path() {
    return switch (draw.below(12)) {
      case 0, 1, 2, 3 -> new PathMatch(PathType.PREFIX, draw.of("/", "/reviews", "/reviews/"));
      case 4, 5, 6 -> new PathMatch(PathType.EXACT, draw.of("/", "/reviews", "/%41"));
      case 7, 8, 9, 10 -> new PathMatch(PathType.REGEX, draw.of("/a.*", "/[0-9]+", "/(a|b)"));
      default -> new PathMatch(draw.of(PathType.values()), draw.of("(", "x", "", "/a?b#c"));
    };
  }

  private PathMatch call() {
    return draw.of(
        new PathMatch(PathType.PREFIX, "/"),
        new PathMatch(PathType.PREFIX, "/Echo/", 4, 0),
        new PathMatch(PathType.EXACT, "/Echo/Say", 4, 3),
        new PathMatch(PathType.REGEX, "/[^/]+/Say", 0, 3),
        new PathMatch(PathType.REGEX, "/(?:a|b)/(?:S.*)", 3, 3));
  }

  private ValueMatch value() {
    return draw.percent(90)
        ? new ValueMatch(draw.of("x-user", "end-user"), draw.percent(30), draw.of("jason", "a|b"))
        : new ValueMatch(draw.of("bad name", ":path", ""), true, draw.of("(", "\n", "[a-"));
  }

  private HttpRoute.Backend backend(Meta meta) {
    return new HttpRoute.Backend(
        backendRef(meta),
        draw.percent(85) ? draw.of(1, 10, 90) : draw.of(0, 1_000_000, Integer.MAX_VALUE),
        filters.ofBackend());
  }

  private BackendRef backendRef(Meta meta) {
    boolean odd = draw.percent(5);
    return new BackendRef(
        odd ? "example.com" : "",
        odd ? "Bucket" : "Service",
        namespace(meta),
        draw.percent(90) ? draw.of(Slots.SERVICES) : "s9",
        port(95));
  }
}
