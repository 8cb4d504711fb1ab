package io.waystone.translator.explain;

import com.google.common.base.Splitter;
import io.waystone.translator.input.Addresses;
import io.waystone.translator.input.Attribute;
import io.waystone.translator.input.Tree;
import io.waystone.translator.mesh.Pattern;
import io.waystone.translator.mesh.Policy;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether a test of a policy holds for a request. */
final class Seen {

  private static final Splitter STEPS = Splitter.on("][");
  private static final Splitter COMMA = Splitter.on(',').trimResults();

  private Seen() {}

  static boolean holds(Policy.Test test, Request request) {
    return test.negated() != matches(test, request);
  }

  /** What was asked for and what there is, of a test that fails. */
  static String why(Policy.Test test, Request request) {
    String asked = test.patterns().stream().map(Texts::of).collect(Collectors.joining(", "));
    String there =
        switch (test.attribute()) {
          case PRINCIPALS, SERVICE_ACCOUNTS, TRUST_DOMAINS, NAMESPACES ->
              request.peer().map(peer -> "the peer is " + peer).orElse("the peer has no identity");
          case IP_BLOCKS -> "the source is " + request.source();
          case REMOTE_IP_BLOCKS -> "the remote address is " + remote(request);
          case PORTS -> "the port is " + request.port();
          case DESTINATION_IP -> "the destination is " + request.destination();
          case SNI ->
              request
                  .serverName()
                  .map(name -> "the server name is " + name)
                  .orElse("there is none");
          case HOSTS -> http(request, Request.Http::host);
          case METHODS -> http(request, Request.Http::method);
          case PATHS -> http(request, Request.Http::pathAlone);
          case HEADERS -> http(request, http -> http.lines(test.argument()).toString());
          case REQUEST_PRINCIPALS -> shown(request, "iss") + " and " + shown(request, "sub");
          case AUDIENCES -> shown(request, "aud");
          case PRESENTER -> shown(request, "azp");
          case CLAIMS -> shown(request, test.argument());
          case UNKNOWN -> "nothing is known of it";
        };
    return (test.negated() ? "it is one of " : "it is none of ") + asked + ": " + there;
  }

  private static String http(Request request, Function<Request.Http, String> part) {
    return request.http().map(part).map(text -> "there is " + text).orElse("there is no request");
  }

  private static String shown(Request request, String path) {
    List<String> found = claims(request, path);
    return "the claim " + path + (found.isEmpty() ? " is missing" : " is " + found);
  }

  private static boolean matches(Policy.Test test, Request request) {
    return switch (test.attribute()) {
      case HEADERS -> lines(test, request);
      case REQUEST_PRINCIPALS ->
          test.patterns().stream()
              .anyMatch(pattern ->
                  pattern instanceof Pattern.IssuerSubject both
                      && says(request, "iss", both.issuer())
                      && says(request, "sub", both.subject()));
      case AUDIENCES -> anyOf(claims(request, "aud"), test.patterns());
      case PRESENTER -> anyOf(claims(request, "azp"), test.patterns());
      case CLAIMS -> anyOf(claims(request, test.argument()), test.patterns());
      case PRINCIPALS,
          SERVICE_ACCOUNTS,
          TRUST_DOMAINS,
          NAMESPACES,
          IP_BLOCKS,
          REMOTE_IP_BLOCKS,
          PORTS,
          DESTINATION_IP,
          SNI,
          HOSTS,
          METHODS,
          PATHS,
          UNKNOWN ->
          test.patterns().stream().anyMatch(pattern -> matches(test.attribute(), pattern, request));
    };
  }

  private static boolean matches(Attribute attribute, Pattern pattern, Request request) {
    return switch (attribute) {
      case PRINCIPALS -> peer(request, peer -> Optional.of(peer.id()), pattern);
      case TRUST_DOMAINS -> peer(request, peer -> Optional.of(peer.trustDomain()), pattern);
      case NAMESPACES -> peer(request, Peer::namespace, pattern);
      case SERVICE_ACCOUNTS -> peer(request, Peer::account, pattern);
      case IP_BLOCKS -> in(pattern, request.source());
      case REMOTE_IP_BLOCKS -> in(pattern, remote(request));
      case DESTINATION_IP -> in(pattern, request.destination());
      case PORTS -> Texts.matches(pattern, Integer.toString(request.port()));
      case SNI -> request.serverName().filter(name -> Texts.matches(pattern, name)).isPresent();
      case HOSTS -> request.http().filter(http -> Hosts.matches(pattern, http.host())).isPresent();
      case METHODS ->
          request.http().filter(http -> Texts.matches(pattern, http.method())).isPresent();
      case PATHS ->
          request.http().filter(http -> Texts.matches(pattern, http.pathAlone())).isPresent();
      case HEADERS, REQUEST_PRINCIPALS, AUDIENCES, PRESENTER, CLAIMS, UNKNOWN ->
          throw new IllegalArgumentException(attribute + " is none of a connection");
    };
  }

  private static boolean peer(
      Request request, Function<Peer, Optional<String>> part, Pattern pattern) {
    return request
        .peer()
        .flatMap(Peer::of)
        .flatMap(part)
        .filter(text -> Texts.matches(pattern, text))
        .isPresent();
  }

  private static boolean in(Pattern pattern, String address) {
    return pattern instanceof Pattern.Range(var cidr) && cidr.contains(address);
  }

  /** Envoy: the last address of x-forwarded-for, if it is one; else who connects. */
  private static String remote(Request request) {
    return request
        .http()
        .map(http -> String.join(",", http.lines("x-forwarded-for")))
        .map(addresses -> COMMA.splitToList(addresses).getLast())
        .flatMap(Addresses::canonical)
        .orElse(request.source());
  }

  private static boolean lines(Policy.Test test, Request request) {
    List<String> lines = request.http().map(http -> http.lines(test.argument())).orElse(List.of());
    return switch (test.lines()) {
      case ANY ->
          lines.stream()
              .anyMatch(line -> test.patterns().stream().anyMatch(p -> Texts.isListed(p, line)));
      case EVERY -> !lines.isEmpty() && every(test.patterns(), lines);
    };
  }

  /** All by their beginnings, or all by their ends. */
  private static boolean every(List<Pattern> patterns, List<String> lines) {
    if (patterns.contains(new Pattern.Present())) {
      return true;
    }
    List<Pattern> ends = patterns.stream().filter(p -> p instanceof Pattern.Suffix).toList();
    return Stream.of(patterns.stream().filter(p -> !ends.contains(p)).toList(), ends)
        .anyMatch(kind ->
            lines.stream().allMatch(line -> kind.stream().anyMatch(p -> Texts.matches(p, line))));
  }

  private static boolean anyOf(List<String> texts, List<Pattern> patterns) {
    return texts.stream()
        .anyMatch(text -> patterns.stream().anyMatch(pattern -> Texts.matches(pattern, text)));
  }

  /** The texts of a claim: its own, or those of its list. */
  private static List<String> claims(Request request, String path) {
    return claim(request, path).stream()
        .flatMap(
            tree -> tree instanceof Tree.Sequence list ? list.items().stream() : Stream.of(tree))
        .flatMap(tree -> text(tree).stream())
        .toList();
  }

  /** RFC 7519: the issuer and the subject are texts, and no lists. */
  private static boolean says(Request request, String name, Pattern pattern) {
    return claim(request, name)
        .flatMap(Seen::text)
        .filter(text -> Texts.matches(pattern, text))
        .isPresent();
  }

  private static Optional<Tree> claim(Request request, String path) {
    Optional<Tree> claim = request.http().flatMap(Request.Http::claims).map(all -> (Tree) all);
    for (String step : STEPS.split(path)) {
      claim =
          claim.flatMap(tree ->
              tree instanceof Tree.Mapping mapping
                  ? Optional.ofNullable(mapping.entries().get(step))
                  : Optional.empty());
    }
    return claim;
  }

  private static Optional<String> text(Tree tree) {
    return tree instanceof Tree.Text text ? Optional.of(text.value()) : Optional.empty();
  }

  /** The parts of a SPIFFE id, of the form that Istio has. */
  private record Peer(
      String id, String trustDomain, Optional<String> namespace, Optional<String> account) {

    private static final String SCHEME = "spiffe://";
    private static final Splitter PARTS = Splitter.on('/');

    static Optional<Peer> of(String spiffeId) {
      if (!spiffeId.startsWith(SCHEME)) {
        return Optional.empty();
      }
      String id = spiffeId.substring(SCHEME.length());
      List<String> parts = PARTS.splitToList(id);
      boolean istio = parts.size() == 5 && parts.get(1).equals("ns") && parts.get(3).equals("sa");
      return Optional.of(
          new Peer(
              id,
              parts.getFirst(),
              istio ? Optional.of(parts.get(2)) : Optional.empty(),
              istio ? Optional.of(parts.get(2) + "/" + parts.get(4)) : Optional.empty()));
    }
  }
}
