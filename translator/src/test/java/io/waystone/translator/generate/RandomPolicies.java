package io.waystone.translator.generate;

import io.waystone.translator.input.Attribute;
import io.waystone.translator.input.AuthorizationPolicy;
import io.waystone.translator.input.AuthorizationPolicy.Action;
import io.waystone.translator.input.AuthorizationPolicy.Clause;
import io.waystone.translator.input.AuthorizationPolicy.Condition;
import io.waystone.translator.input.AuthorizationPolicy.Rule;
import io.waystone.translator.input.AuthorizationPolicy.Target;
import io.waystone.translator.input.Meta;
import io.waystone.translator.input.PeerAuthentication;
import io.waystone.translator.input.PeerAuthentication.Mode;
import io.waystone.translator.input.WorkloadSelector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Random AuthorizationPolicies with every attribute. */
final class RandomPolicies {

  private final Draw draw;
  private final List<String> namespaces;
  private final RandomCore core;

  RandomPolicies(Draw draw, List<String> namespaces, RandomCore core) {
    this.draw = draw;
    this.core = core;
    this.namespaces = namespaces;
  }

  AuthorizationPolicy policy(Meta meta) {
    boolean unreadable = draw.percent(6);
    List<Target> targets = draw.list(0, 3, this::target);
    if (unreadable) {
      return new AuthorizationPolicy(
          meta,
          targets.isEmpty() ? List.of(new Target.OfNamespace()) : targets,
          Optional.empty(),
          Action.DENY,
          Optional.empty(),
          List.of(new Rule(0, List.of(), List.of(), List.of())),
          false,
          true);
    }
    List<Rule> rules = new ArrayList<>();
    for (int index = draw.below(4); index > 0; index--) {
      rules.add(rule(rules.size()));
    }
    Action action =
        draw.of(Action.ALLOW, Action.ALLOW, Action.DENY, Action.DENY, Action.AUDIT, Action.CUSTOM);
    return new AuthorizationPolicy(
        meta,
        targets,
        targets.isEmpty() ? core.selector(60) : Optional.empty(),
        action,
        action == Action.CUSTOM ? Optional.of(draw.of(Slots.PROVIDERS)) : Optional.empty(),
        rules,
        draw.percent(5),
        false);
  }

  /** The reader lets no ports through without a selector. */
  PeerAuthentication peerAuthentication(Meta meta) {
    Optional<WorkloadSelector> selector = core.selector(60);
    if (draw.percent(6)) {
      return new PeerAuthentication(meta, selector, Mode.STRICT, new TreeMap<>(), true);
    }
    boolean selects = selector.filter(s -> !s.labels().isEmpty()).isPresent();
    return new PeerAuthentication(
        meta,
        selector,
        draw.of(Mode.values()),
        selects && draw.percent(60) ? ports() : new TreeMap<>(),
        false);
  }

  private SortedMap<Integer, Mode> ports() {
    SortedMap<Integer, Mode> ports = new TreeMap<>();
    for (int port : draw.distinct(1, 2, () -> draw.of(80, 8080, 9090))) {
      ports.put(port, draw.of(Mode.values()));
    }
    return ports;
  }

  private Target target() {
    return switch (draw.below(8)) {
      case 0, 1, 2 -> new Target.OfGateway(draw.of(Slots.GATEWAYS));
      case 3, 4, 5 -> new Target.OfService(draw.of(Slots.SERVICES));
      case 6 -> new Target.OfServiceEntry(draw.of(Slots.ENTRIES));
      default -> new Target.OfGatewayClass(draw.of(Slots.CLASSES));
    };
  }

  private Rule rule(int index) {
    return new Rule(
        index,
        draw.list(0, 2, () -> clause(Attribute.Part.SOURCE)),
        draw.list(0, 2, () -> clause(Attribute.Part.OPERATION)),
        draw.list(0, 1, () -> condition(draw.of(Attribute.values()))));
  }

  private Clause clause(Attribute.Part part) {
    List<Attribute> fields =
        Arrays.stream(Attribute.values())
            .filter(attribute -> attribute.part() == part && !attribute.field().isEmpty())
            .toList();
    return new Clause(draw.list(0, 2, () -> condition(draw.of(fields))));
  }

  private Condition condition(Attribute attribute) {
    return new Condition(
        attribute,
        switch (attribute) {
          case HEADERS -> "x-token";
          case CLAIMS -> draw.of("iss", "a][b");
          default -> "";
        },
        draw.list(0, 2, () -> value(attribute)),
        draw.percent(70) ? List.of() : draw.list(0, 2, () -> value(attribute)),
        draw.percent(6),
        draw.percent(6));
  }

  private String value(Attribute attribute) {
    return switch (attribute) {
      case PRINCIPALS -> draw.of("cluster.local/ns/a/sa/web", "*", "*/sa/web", "td/ns/*");
      case SERVICE_ACCOUNTS -> draw.of(namespaces) + "/" + draw.of("web", "a.b");
      case NAMESPACES -> draw.of(draw.of(namespaces), "a-*", "*-b", "a*b");
      case IP_BLOCKS, REMOTE_IP_BLOCKS, DESTINATION_IP ->
          draw.of("10.96.0.0/16", "10.96.0.1/32", "fd00::/8", "0.0.0.0/0");
      case HOSTS -> draw.of("a.example", "*.example", "a.*", "*");
      case METHODS -> draw.of("GET", "POST", "P*");
      case PATHS -> draw.of("/admin", "/admin/*", "*.png", "/a/{*}", "*");
      case PORTS -> draw.of("80", "9080", "1");
      case REQUEST_PRINCIPALS -> draw.of("https://i.example/s", "i/*", "*/s", "*", "x", "y*");
      case TRUST_DOMAINS, SNI, HEADERS, AUDIENCES, PRESENTER, CLAIMS, UNKNOWN ->
          draw.of("x", "y*", "*z", "*");
    };
  }
}
