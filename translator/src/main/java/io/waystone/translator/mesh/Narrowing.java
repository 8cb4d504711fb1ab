package io.waystone.translator.mesh;

import io.waystone.translator.input.Addresses;
import io.waystone.translator.input.Attribute;
import io.waystone.translator.input.AuthorizationPolicy;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Reads the rules of a policy for one place. What cannot be told there, or could not be read,
 * narrows an ALLOW (the condition never matches) and widens a DENY (the condition always matches):
 * a policy is never weaker than it was written.
 */
final class Narrowing {

  private final AuthorizationPolicy policy;
  private final boolean allow;
  private final PolicyForm form;
  private final Place place;
  private final Mesh mesh;
  private final Set<Attribute> untold = new TreeSet<>();

  private Narrowing(AuthorizationPolicy policy, PolicyForm form, Place place, Mesh mesh) {
    this.policy = policy;
    this.allow = policy.action() == AuthorizationPolicy.Action.ALLOW;
    this.form = form;
    this.place = place;
    this.mesh = mesh;
  }

  /** The policy as it holds there; a note says what was narrowed or widened. */
  static Policy read(
      AuthorizationPolicy policy, PolicyForm form, Place place, Mesh mesh, Outcome.Notes notes) {
    Narrowing narrowing = new Narrowing(policy, form, place, mesh);
    String name = "ns[" + policy.meta().namespace() + "]-policy[" + policy.meta().name() + "]";
    List<Policy.Rule> rules = new ArrayList<>();
    for (AuthorizationPolicy.Rule rule : policy.rules()) {
      narrowing.rule(name, rule).ifPresent(rules::add);
    }
    if (!narrowing.untold.isEmpty()) {
      notes.diagnostic(narrowing.untoldDiagnostic());
    }
    return new Policy(name, Cause.of(policy.ref()), rules);
  }

  private Diagnostic untoldDiagnostic() {
    List<String> names =
        untold.stream().map(a -> a.field().isEmpty() ? a.key() : a.field()).toList();
    return new Diagnostic(
        Code.WS0204,
        new Cause(policy.ref(), "spec.rules"),
        String.join(", ", names)
            + " cannot be told "
            + (form == PolicyForm.TCP ? "of a TCP connection" : "by this version"),
        (allow ? "rules with it allow nothing" : "rules with it deny without regard to it")
            + (form == PolicyForm.TCP ? " on TCP connections to " + place.text() : ""),
        "");
  }

  private Optional<Policy.Rule> rule(String name, AuthorizationPolicy.Rule rule) {
    List<Policy.Test> sourceWhen = new ArrayList<>();
    List<Policy.Test> operationWhen = new ArrayList<>();
    for (AuthorizationPolicy.Condition condition : rule.when()) {
      Optional<List<Policy.Test>> tests = tests(condition);
      if (tests.isEmpty()) {
        return Optional.empty();
      }
      switch (condition.attribute().part()) {
        case SOURCE -> sourceWhen.addAll(tests.get());
        case OPERATION -> operationWhen.addAll(tests.get());
      }
    }
    List<Policy.Clause> sources = clauses(rule.from(), sourceWhen);
    List<Policy.Clause> operations = clauses(rule.to(), operationWhen);
    if (sources.isEmpty() || operations.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Policy.Rule(name + "-rule[" + rule.index() + "]" + suffix(), sources, operations));
  }

  /** istiod: a CUSTOM policy that cannot be enforced denies what it would have asked about. */
  private String suffix() {
    return policy.action() == AuthorizationPolicy.Action.CUSTOM
        ? "-deny-due-to-bad-CUSTOM-action"
        : "";
  }

  /** The clauses that can match, each with the tests of {@code when}; none if none can. */
  private List<Policy.Clause> clauses(
      List<AuthorizationPolicy.Clause> written, List<Policy.Test> when) {
    if (written.isEmpty()) {
      return List.of(new Policy.Clause(when));
    }
    List<Policy.Clause> clauses = new ArrayList<>();
    for (AuthorizationPolicy.Clause clause : written) {
      clause(clause, when).ifPresent(clauses::add);
    }
    return clauses;
  }

  private Optional<Policy.Clause> clause(
      AuthorizationPolicy.Clause clause, List<Policy.Test> when) {
    List<Policy.Test> all = new ArrayList<>();
    for (AuthorizationPolicy.Condition condition : clause.conditions()) {
      Optional<List<Policy.Test>> tests = tests(condition);
      if (tests.isEmpty()) {
        return Optional.empty();
      }
      all.addAll(tests.get());
    }
    all.addAll(when);
    return Optional.of(new Policy.Clause(all));
  }

  /** The tests of a condition; no list: it never matches; an empty list: it always does. */
  private Optional<List<Policy.Test>> tests(AuthorizationPolicy.Condition condition) {
    if (!canTell(condition)) {
      untold.add(condition.attribute());
      return whatWeDoNotKnow();
    }
    return switch (place) {
      case Place.OfPods _ -> asked(condition);
      case Place.OfPort port ->
          switch (condition.attribute()) {
            case PORTS -> decided(condition, port::isPort);
            case DESTINATION_IP -> destination(condition, port.addresses());
            default -> asked(condition);
          };
    };
  }

  /** A condition on what the connection or the request tells. */
  private Optional<List<Policy.Test>> asked(AuthorizationPolicy.Condition condition) {
    List<Policy.Test> tests = new ArrayList<>();
    // Values that could not be read: an ALLOW does without them, a DENY may not.
    if (condition.invalidValues() ? allow : !condition.values().isEmpty()) {
      if (condition.values().isEmpty()) {
        return Optional.empty();
      }
      tests.add(test(condition, condition.values(), false));
    }
    if (condition.invalidNotValues() && allow) {
      return Optional.empty();
    }
    if (!condition.notValues().isEmpty()) {
      tests.add(test(condition, condition.notValues(), true));
    }
    return Optional.of(tests);
  }

  private Optional<List<Policy.Test>> whatWeDoNotKnow() {
    return allow ? Optional.empty() : Optional.of(List.of());
  }

  private boolean canTell(AuthorizationPolicy.Condition condition) {
    boolean seen =
        switch (form) {
          case HTTP -> true;
          case TCP -> condition.attribute().layer() == Attribute.Layer.L4;
        };
    return seen
        && switch (condition.attribute()) {
          case PRINCIPALS,
              SERVICE_ACCOUNTS,
              NAMESPACES,
              IP_BLOCKS,
              PORTS,
              DESTINATION_IP,
              HOSTS,
              METHODS ->
              true;
          case PATHS ->
              condition.values().stream().noneMatch(Narrowing::isTemplate)
                  && condition.notValues().stream().noneMatch(Narrowing::isTemplate);
          case REQUEST_PRINCIPALS,
              TRUST_DOMAINS,
              REMOTE_IP_BLOCKS,
              SNI,
              HEADERS,
              AUDIENCES,
              PRESENTER,
              CLAIMS,
              UNKNOWN ->
              false;
        };
  }

  private static boolean isTemplate(String path) {
    return path.indexOf('{') >= 0;
  }

  /** A condition on what the translator knows: it always holds, or never. */
  private Optional<List<Policy.Test>> decided(
      AuthorizationPolicy.Condition condition, Predicate<String> matches) {
    boolean values =
        (condition.values().isEmpty() && !condition.invalidValues())
            || condition.values().stream().anyMatch(matches)
            || (condition.invalidValues() && !allow);
    boolean notValues =
        condition.notValues().stream().noneMatch(matches)
            && !(condition.invalidNotValues() && allow);
    return values && notValues ? Optional.of(List.of()) : Optional.empty();
  }

  /** By the service's addresses: which one a request came to is not told, so all must agree. */
  private Optional<List<Policy.Test>> destination(
      AuthorizationPolicy.Condition condition, List<String> addresses) {
    List<Optional<List<Policy.Test>>> answers =
        addresses.stream()
            .map(address -> decided(condition, block -> contains(block, address)))
            .distinct()
            .toList();
    return answers.size() == 1 ? answers.getFirst() : whatWeDoNotKnow();
  }

  private static boolean contains(String block, String address) {
    return Addresses.cidr(block).map(cidr -> cidr.contains(address)).orElse(false);
  }

  private Policy.Test test(
      AuthorizationPolicy.Condition condition, List<String> values, boolean negated) {
    List<String> expanded =
        condition.attribute() == Attribute.PRINCIPALS
            ? values.stream()
                .flatMap(v -> TrustDomains.expand(v, mesh).stream())
                .distinct()
                .toList()
            : values;
    return new Policy.Test(
        condition.attribute(),
        expanded.stream()
            .map(value ->
                switch (condition.attribute()) {
                  // A CIDR and a number are no patterns.
                  case IP_BLOCKS, DESTINATION_IP, PORTS -> new Policy.Pattern.Exact(value);
                  default -> Policy.Pattern.of(value);
                })
            .toList(),
        negated);
  }
}
