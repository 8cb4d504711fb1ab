package io.waystone.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** States that a seed draws, each made of the one before by what people do. */
final class ChurnWalk {

  static final List<String> PREFIXES = List.of("/", "/a", "/a/b", "/c");

  private static final List<String> ROUTES = List.of("first", "second");
  private static final int MOST_SERVICES = 6;
  private static final int MOST_BACKENDS = 3;
  private static final int MOST_RULES = 4;

  private final Random random;
  private final SortedMap<String, SortedSet<String>> services = new TreeMap<>();
  private final SortedMap<String, List<ChurnState.Rule>> routes = new TreeMap<>();
  private int marks;
  private int backends;

  /** Begins with two services and a route. */
  ChurnWalk(Random random) {
    this.random = random;
    addService(ChurnState.FRONT);
    addService(name(1));
    routes.put("first", new ArrayList<>(List.of(freshRule())));
  }

  ChurnState state() {
    return new ChurnState(services, routes);
  }

  /** One to three changes that come together; what they are. */
  String step() {
    return String.join(
        "; ", IntStream.rangeClosed(0, random.nextInt(3)).mapToObj(_ -> change()).toList());
  }

  private String change() {
    return switch (random.nextInt(16)) {
      case 0, 1, 2 ->
          changeRule(
              "weight",
              rule -> {
                SortedMap<String, Integer> weights = new TreeMap<>(rule.weights());
                weights.put(any(List.copyOf(weights.keySet())), random.nextInt(10));
                return new ChurnState.Rule(
                    rule.mark(), rule.prefix(), rule.header(), some(weights));
              });
      case 3 ->
          changeRule(
              "backends",
              rule ->
                  new ChurnState.Rule(rule.mark(), rule.prefix(), rule.header(), freshWeights()));
      case 4 ->
          changeRule(
              "match",
              rule ->
                  new ChurnState.Rule(
                      rule.mark(), any(PREFIXES), random.nextBoolean(), rule.weights()));
      case 5 ->
          changeRule(
              "filters",
              rule ->
                  new ChurnState.Rule(freshMark(), rule.prefix(), rule.header(), rule.weights()));
      case 6 -> addRule();
      case 7 -> removeRule();
      case 8 -> addOrRemoveRoute();
      case 9, 10 -> addBackend(any(List.copyOf(services.keySet())));
      case 11, 12 -> removeBackend(any(List.copyOf(services.keySet())));
      case 13, 14 -> addNamedService();
      default -> removeService();
    };
  }

  // Routes.

  private interface RuleChange {
    ChurnState.Rule of(ChurnState.Rule before);
  }

  private String changeRule(String what, RuleChange change) {
    if (routes.isEmpty()) {
      return addOrRemoveRoute();
    }
    String route = any(List.copyOf(routes.keySet()));
    List<ChurnState.Rule> rules = new ArrayList<>(rules(route));
    int which = random.nextInt(rules.size());
    rules.set(which, change.of(rules.get(which)));
    routes.put(route, rules);
    return "%s of rule %d of %s: %s".formatted(what, which, route, rules.get(which));
  }

  private List<ChurnState.Rule> rules(String route) {
    return routes.getOrDefault(route, List.of());
  }

  private String addRule() {
    String route = any(ROUTES);
    List<ChurnState.Rule> rules = new ArrayList<>(rules(route));
    if (rules.size() == MOST_RULES) {
      return removeRule();
    }
    ChurnState.Rule rule = freshRule();
    rules.add(random.nextInt(rules.size() + 1), rule);
    routes.put(route, rules);
    return "rule added to %s: %s".formatted(route, rule);
  }

  private String removeRule() {
    if (routes.isEmpty()) {
      return addOrRemoveRoute();
    }
    String route = any(List.copyOf(routes.keySet()));
    List<ChurnState.Rule> rules = new ArrayList<>(rules(route));
    ChurnState.Rule rule = rules.remove(random.nextInt(rules.size()));
    if (rules.isEmpty()) {
      routes.remove(route);
    } else {
      routes.put(route, rules);
    }
    return "rule removed from %s: %s".formatted(route, rule);
  }

  private String addOrRemoveRoute() {
    String route = any(ROUTES);
    if (routes.remove(route) != null) {
      return "route removed: " + route;
    }
    routes.put(route, List.of(freshRule(), freshRule()));
    return "route added: %s %s".formatted(route, rules(route));
  }

  private ChurnState.Rule freshRule() {
    return new ChurnState.Rule(freshMark(), any(PREFIXES), random.nextInt(3) == 0, freshWeights());
  }

  private String freshMark() {
    return "r" + ++marks;
  }

  private SortedMap<String, Integer> freshWeights() {
    SortedMap<String, Integer> weights = new TreeMap<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      weights.put(any(List.copyOf(services.keySet())), random.nextInt(10));
    }
    return some(weights);
  }

  /** Not all of them may be zero. */
  private static SortedMap<String, Integer> some(SortedMap<String, Integer> weights) {
    if (weights.values().stream().allMatch(weight -> weight == 0)) {
      weights.put(weights.firstKey(), 1);
    }
    return weights;
  }

  // Services.

  private static String name(int number) {
    return "b" + number;
  }

  private void addService(String name) {
    services.put(name, new TreeSet<>());
    addBackend(name);
  }

  private String addBackend(String service) {
    SortedSet<String> all = new TreeSet<>(services.getOrDefault(service, new TreeSet<>()));
    if (all.size() == MOST_BACKENDS) {
      return removeBackend(service);
    }
    String backend = service + "." + ++backends;
    all.add(backend);
    services.put(service, all);
    return "backend added: " + backend;
  }

  /** The last one is replaced. */
  private String removeBackend(String service) {
    SortedSet<String> all = new TreeSet<>(services.getOrDefault(service, new TreeSet<>()));
    String backend = any(List.copyOf(all));
    String more = all.size() == 1 ? addBackend(service) + "; " : "";
    SortedSet<String> now = new TreeSet<>(services.getOrDefault(service, new TreeSet<>()));
    now.remove(backend);
    services.put(service, now);
    return more + "backend removed: " + backend;
  }

  /** A new one, or one that was there before; a rule leads to it at once. */
  private String addNamedService() {
    Optional<String> free =
        IntStream.range(1, MOST_SERVICES)
            .mapToObj(ChurnWalk::name)
            .filter(name -> !services.containsKey(name))
            .findFirst();
    if (free.isEmpty()) {
      return removeService();
    }
    addService(free.get());
    return "service added: %s; %s"
        .formatted(
            free.get(),
            changeRule(
                "backends",
                rule -> {
                  SortedMap<String, Integer> weights = new TreeMap<>(rule.weights());
                  weights.put(free.get(), 5);
                  return new ChurnState.Rule(rule.mark(), rule.prefix(), rule.header(), weights);
                }));
  }

  /** The rules that led to it lead elsewhere, or, sometimes, nowhere. */
  private String removeService() {
    List<String> removable =
        services.keySet().stream().filter(name -> !name.equals(ChurnState.FRONT)).toList();
    if (removable.isEmpty()) {
      return addNamedService();
    }
    String service = any(removable);
    services.remove(service);
    boolean dangling = random.nextInt(4) == 0;
    if (!dangling) {
      routes.replaceAll((_, rules) -> rules.stream().map(rule -> without(service, rule)).toList());
    }
    return "service removed%s: %s".formatted(dangling ? ", not from the rules" : "", service);
  }

  private static ChurnState.Rule without(String service, ChurnState.Rule rule) {
    SortedMap<String, Integer> weights = new TreeMap<>(rule.weights());
    weights.remove(service);
    if (weights.isEmpty()) {
      weights.put(ChurnState.FRONT, 1);
    }
    return new ChurnState.Rule(rule.mark(), rule.prefix(), rule.header(), some(weights));
  }

  private <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
