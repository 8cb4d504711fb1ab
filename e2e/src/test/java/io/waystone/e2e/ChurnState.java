package io.waystone.e2e;

import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What there is at one time, and what each request is to be answered with then. This is the Gateway
 * API once more, in the small part that {@link ChurnWalk} writes.
 *
 * @param services by name, each with its backends; these have the service's name, a dot and a
 *     number
 * @param routes of {@link #FRONT}, by name
 */
record ChurnState(
    SortedMap<String, SortedSet<String>> services, SortedMap<String, List<Rule>> routes) {

  /** The service that is called. It is always there. */
  static final String FRONT = "front";

  /** What a rule adds to a request, and to a response: its mark. */
  static final String REQUEST_MARK = "x-mark";

  static final String RESPONSE_MARK = "x-rule";

  /** The header that some rules ask for, with whatever value of one digit. */
  static final String HEADER = "x-one";

  /** In place of a mark where there is no rule. */
  static final String NO_RULE = "-";

  private static final Comparator<Rule> PRECEDENCE =
      Comparator.<Rule>comparingInt(rule -> -rule.prefix().length())
          .thenComparing(rule -> !rule.header());

  /** A request. */
  record Ask(String path, boolean header) {}

  /**
   * A rule of a route.
   *
   * @param header whether it is for requests with {@link #HEADER} only
   * @param weights by service; one at least is positive
   */
  record Rule(String mark, String prefix, boolean header, SortedMap<String, Integer> weights) {
    Rule {
      weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
    }

    private boolean matches(Ask ask) {
      boolean path = (ask.path() + "/").startsWith(prefix.equals("/") ? "/" : prefix + "/");
      return path && (ask.header() || !header);
    }

    private String yaml() {
      String one = "{set: [{name: %s, value: %s}]}";
      return """
      {matches: [{path: {type: PathPrefix, value: %s}%s}], filters: [
        {type: RequestHeaderModifier, requestHeaderModifier: %s},
        {type: ResponseHeaderModifier, responseHeaderModifier: %s}], backendRefs: [%s]}
      """
          .formatted(
              prefix,
              header ? ", headers: [{name: " + HEADER + ", value: \"1\"}]" : "",
              one.formatted(REQUEST_MARK, mark),
              one.formatted(RESPONSE_MARK, mark),
              weights.entrySet().stream()
                  .map(to ->
                      "{name: %s, port: 80, weight: %d}".formatted(to.getKey(), to.getValue()))
                  .collect(Collectors.joining(", ")))
          .replace("\n", " ");
    }
  }

  ChurnState {
    TreeMap<String, SortedSet<String>> copies = new TreeMap<>();
    services.forEach(
        (name, all) -> copies.put(name, Collections.unmodifiableSortedSet(new TreeSet<>(all))));
    services = Collections.unmodifiableSortedMap(copies);
    TreeMap<String, List<Rule>> lists = new TreeMap<>();
    routes.forEach((name, rules) -> lists.put(name, List.copyOf(rules)));
    routes = Collections.unmodifiableSortedMap(lists);
  }

  /** All backends. */
  Set<String> backends() {
    return services.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
  }

  /**
   * Whether this may be an answer while one of these states turns into the next. Rules come in one
   * piece; which backends a service has is told apart from them.
   *
   * @param answer a mark and a backend, or a status
   */
  static boolean allow(List<ChurnState> states, Ask ask, String answer) {
    Set<String> ways =
        states.stream().flatMap(state -> state.ways(ask)).collect(Collectors.toSet());
    int backend = answer.indexOf(' ') + 1;
    return backend == 0
        ? ways.contains(answer)
        : ways.contains(answer.replaceFirst("[.].*", ""))
            && states.stream()
                .anyMatch(state -> state.backends().contains(answer.substring(backend)));
  }

  /** A mark and a service, or a status. */
  private Stream<String> ways(Ask ask) {
    if (routes.isEmpty()) {
      return Stream.of(NO_RULE + " " + FRONT);
    }
    Optional<Rule> rule =
        routes.values().stream()
            .flatMap(List::stream)
            .filter(one -> one.matches(ask))
            .min(PRECEDENCE);
    return rule.isEmpty()
        ? Stream.of("404")
        : rule.get().weights().entrySet().stream()
            .filter(to -> to.getValue() > 0)
            .map(Map.Entry::getKey)
            .map(to -> services.containsKey(to) ? rule.get().mark() + " " + to : "500");
  }

  /**
   * The objects.
   *
   * @param addresses of the services
   * @param backends where they listen
   */
  String[] yaml(
      String namespace,
      Function<String, String> addresses,
      Function<String, InetSocketAddress> backends) {
    Stream<String> written =
        services.entrySet().stream()
            .map(service ->
                LabObjects.service(
                    namespace,
                    service.getKey(),
                    addresses.apply(service.getKey()),
                    "http",
                    80,
                    service.getValue().stream().map(backends).toArray(InetSocketAddress[]::new)));
    Stream<String> routed =
        routes.entrySet().stream()
            .map(route ->
                LabObjects.route(
                    namespace,
                    route.getKey(),
                    FRONT,
                    route.getValue().stream()
                        .map(Rule::yaml)
                        .collect(Collectors.joining(", ", "[", "]"))));
    return Stream.concat(written, routed).toArray(String[]::new);
  }
}
