package io.waystone.translator.generate;

import io.waystone.translator.input.BackendRef;
import io.waystone.translator.input.Cors;
import io.waystone.translator.input.HeaderChanges;
import io.waystone.translator.input.HttpFilters;
import io.waystone.translator.input.HttpMatch;
import io.waystone.translator.input.HttpMatch.PathType;
import io.waystone.translator.input.Meta;
import io.waystone.translator.input.Mirror;
import io.waystone.translator.input.PathChange;
import io.waystone.translator.input.Redirect;
import io.waystone.translator.input.Retry;
import io.waystone.translator.input.Rewrite;
import io.waystone.translator.input.SessionPersistence;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** Random filters, retries and sessions; some with values that a reader would have refused. */
final class RandomFilters {

  private final Draw draw;

  RandomFilters(Draw draw) {
    this.draw = draw;
  }

  HttpFilters ofRule(Meta meta, List<HttpMatch> matches, Function<Meta, BackendRef> reference) {
    boolean prefix = matches.stream().allMatch(match -> match.path().type() == PathType.PREFIX);
    return new HttpFilters(
        changes(),
        changes(),
        draw.maybe(8, () -> redirect(prefix)),
        draw.maybe(20, () -> new Rewrite(draw.maybe(50, this::host), change(prefix))),
        draw.percent(20) ? draw.list(1, 2, () -> mirror(reference.apply(meta))) : List.of(),
        draw.maybe(15, this::cors),
        draw.percent(5) ? List.of("ExtensionRef") : List.of());
  }

  HttpFilters ofBackend() {
    return new HttpFilters(
        changes(),
        changes(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        draw.percent(4) ? List.of("ExtensionRef") : List.of());
  }

  Retry retry() {
    return new Retry(
        draw.list(0, 2, () -> draw.of(500, 503, 429)),
        draw.percent(70)
            ? OptionalInt.of(draw.of(0, 1, 3, Integer.MAX_VALUE))
            : OptionalInt.empty(),
        draw.maybe(
            40, () -> draw.of(Duration.ZERO, Duration.ofMillis(25), Duration.ofHours(99999))));
  }

  SessionPersistence session() {
    return new SessionPersistence(
        draw.percent(90) ? draw.of("", "sid") : draw.of("a b", "a\nb", "x;y=1"),
        draw.of(SessionPersistence.Kind.values()),
        draw.maybe(40, () -> draw.of(Duration.ZERO, Duration.ofHours(1), Duration.ofDays(99999))));
  }

  private Redirect redirect(boolean prefix) {
    return new Redirect(
        draw.maybe(40, () -> draw.of("http", "https")),
        draw.maybe(40, this::host),
        change(prefix),
        draw.percent(30) ? OptionalInt.of(draw.of(80, 443, 8443)) : OptionalInt.empty(),
        draw.of(301, 302, 303, 307, 308));
  }

  private String host() {
    return draw.percent(90) ? draw.of("example.com", "a.b") : draw.of("a b", "a\nb", "a/b", "");
  }

  private Optional<PathChange> change(boolean prefix) {
    return draw.maybe(
        70,
        () ->
            prefix && draw.percent(60)
                ? new PathChange.Prefix(draw.of("", "/", "/xyz", "/xyz/", "/\\1", "a\nb"))
                : new PathChange.Full(draw.of("/", "/new", "/\\1\\", "/a?b=c", "a\nb", "")));
  }

  private Mirror mirror(BackendRef to) {
    return draw.percent(60)
        ? new Mirror(to, draw.of(0, 1, 50, 100), 100)
        : new Mirror(to, draw.of(0, 1, 3), draw.of(3, 7, Integer.MAX_VALUE));
  }

  private Cors cors() {
    return new Cors(
        draw.list(
            0,
            2,
            () ->
                draw.of("https://a.example", "https://*.a.example:8443", "*", "https://*", "\n(")),
        draw.percent(40),
        draw.list(0, 1, () -> draw.of("GET", "*", "a\nb")),
        draw.list(0, 1, () -> draw.of("x-a", "*", "a\nb")),
        draw.list(0, 1, () -> draw.of("x-a", "*", "a\nb")),
        draw.maybe(70, () -> draw.of(Duration.ofSeconds(5), Duration.ofDays(99))));
  }

  private HeaderChanges changes() {
    return draw.percent(65)
        ? HeaderChanges.NONE
        : new HeaderChanges(
            draw.list(0, 1, this::header),
            draw.list(0, 1, this::header),
            draw.list(0, 1, () -> draw.percent(90) ? "x-old" : draw.of("host", ":path", "")));
  }

  private HeaderChanges.Header header() {
    return draw.percent(85)
        ? new HeaderChanges.Header(draw.of("x-a", "x-b"), draw.of("1", "50%", "%REQ(X)%", ""))
        : new HeaderChanges.Header(draw.of("host", ":authority", "a b", ""), draw.of("a\nb", "v"));
  }
}
