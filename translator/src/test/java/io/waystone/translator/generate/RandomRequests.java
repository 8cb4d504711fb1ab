package io.waystone.translator.generate;

import io.waystone.translator.explain.Request;
import io.waystone.translator.input.Tree;
import io.waystone.translator.mesh.Mesh;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Random requests over the values that {@link RandomRules} asks for. */
public final class RandomRequests {

  /** The mesh that the peers are of, but for those of foreign trust domains. */
  public static final Mesh MESH =
      new Mesh("td", List.of("alias", "old"), "istio-system", "cluster.local", "c");

  private final Draw draw;
  private final int port;
  private final List<String> sources;

  /**
   * Requests to that port.
   *
   * @param sources the addresses that they come from
   */
  public RandomRequests(Draw draw, int port, List<String> sources) {
    this.draw = draw;
    this.port = port;
    this.sources = List.copyOf(sources);
  }

  /**
   * An HTTP request.
   *
   * @param addresses of its service; none: it goes elsewhere
   */
  public Request request(List<String> addresses) {
    return of(addresses, Optional.empty(), Optional.of(http()));
  }

  /** A connection that says nothing that is read. */
  public Request connection(List<String> addresses) {
    return of(
        addresses,
        draw.maybe(70, () -> draw.of("a.example", "b.example", "x.a.example", "c")),
        Optional.empty());
  }

  private Request of(
      List<String> addresses, Optional<String> serverName, Optional<Request.Http> http) {
    return new Request(
        draw.maybe(90, this::peer),
        draw.of(sources),
        addresses.isEmpty() ? "192.0.2.7" : draw.of(addresses),
        port,
        serverName,
        http);
  }

  private String peer() {
    return "spiffe://"
        + draw.of(
            "td/ns/a/sa/x",
            "td/ns/b/sa/y",
            "alias/ns/a/sa/x",
            "alias/ns/ab/sa/x",
            "old/ns/b/sa/x",
            "foreign/ns/a/sa/x",
            "x.td/ns/a/sa/y");
  }

  private Request.Http http() {
    return new Request.Http(
        draw.of("GET", "POST", "PUT"),
        draw.of(
            "a.example", "b.example", "c", "A.example", "a.example:80", "a.example.", "a.example:"),
        draw.of("/a", "/a/b", "/c", "/a/b/c", "/a?x=/b", "/a+b", "/axb", "/a%2Bb", "/a%2bb"),
        draw.list(0, 4, this::header),
        draw.maybe(60, this::claims));
  }

  private Request.Header header() {
    return draw.percent(25)
        ? new Request.Header("x-forwarded-for", draw.of("10.1.9.9", "192.0.2.9", "none", "fd00::8"))
        : new Request.Header(
            draw.of("x-a", "X-A", "x-b"),
            draw.of("v", "v", "v1", "w", "wv", "v,w", "w, v", "", "a.b", "axb", "Vv"));
  }

  private Tree.Mapping claims() {
    Map<String, Tree> claims = new LinkedHashMap<>();
    for (String name : List.of("iss", "sub", "aud", "azp", "g", "n")) {
      draw.maybe(70, () -> claim(name)).ifPresent(claim -> claims.put(name, claim));
    }
    return mapping(claims);
  }

  private Tree claim(String name) {
    return switch (name) {
      case "iss" -> text(draw.of("i", "https://i", "j"));
      case "n" -> mapping(Map.of("g", listOrText()));
      default -> listOrText();
    };
  }

  private Tree listOrText() {
    return draw.percent(40)
        ? new Tree.Sequence(draw.list(0, 3, this::word), Optional.empty())
        : word();
  }

  private Tree word() {
    return draw.percent(10)
        ? new Tree.Num(java.math.BigDecimal.ONE, Optional.empty())
        : text(draw.of("v", "w", "vv", "wv", "a.b", "axb"));
  }

  private static Tree text(String value) {
    return new Tree.Text(value, Optional.empty());
  }

  private static Tree.Mapping mapping(Map<String, Tree> entries) {
    return new Tree.Mapping(entries, Optional.empty());
  }
}
