package io.waystone.translator.mesh;

import com.google.common.hash.Hashing;
import io.waystone.translator.input.Attribute;
import io.waystone.translator.input.AuthorizationPolicy;
import io.waystone.translator.input.AuthorizationPolicy.Condition;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the rules of a policy for one place. What cannot be told there, or could not be read,
 * narrows an ALLOW (the condition never matches) and widens every other action (the condition
 * always matches): a policy is never weaker than it was written.
 */
final class Narrowing {

  /** What becomes of a condition. */
  private sealed interface Told {
    /** It asks this; nothing: it always holds. */
    record Asks(List<Policy.Test> tests) implements Told {}

    /** It never holds. */
    record Never(String why) implements Told {}

    Told ALWAYS = new Asks(List.of());
  }

  private static final Pattern NAME = Pattern.compile("[-a-z0-9.]{1,253}");

  private final AuthorizationPolicy policy;
  private final boolean allow;
  private final PolicyForm form;
  private final Place place;
  private final Mesh mesh;
  private final Set<Attribute> untold = new TreeSet<>();
  private boolean untoldInRule;

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
    String name = "ns[" + policy.meta().namespace() + "]-policy[" + name(policy.ref()) + "]";
    List<Policy.Rule> rules = new ArrayList<>();
    List<Policy.Idle> idle = new ArrayList<>();
    for (AuthorizationPolicy.Rule rule : policy.rules()) {
      narrowing.rule(name, rule, idle).ifPresent(rules::add);
    }
    if (!narrowing.untold.isEmpty()) {
      notes.diagnostic(narrowing.untoldDiagnostic());
    }
    return new Policy(name, Cause.of(policy.ref()), rules, idle);
  }

  /**
   * Its name, a hash of it if it is none that an object can have: then the policy is unreadable and
   * in force all the same.
   */
  private static String name(ObjectRef policy) {
    return NAME.matcher(policy.name()).matches()
        ? policy.name()
        : "unnamed-" + Hashing.sha256().hashUnencodedChars(policy.name());
  }

  private Diagnostic untoldDiagnostic() {
    return new Diagnostic(
        Code.WS0204,
        new Cause(policy.ref(), "spec.rules"),
        untold.stream().map(Narrowing::name).collect(Collectors.joining(", "))
            + " cannot be told "
            + form.seen(),
        (policy.dryRun() ? "as a dry run, rules with it " : "rules with it ")
            + effect()
            + place.suffix(form),
        "");
  }

  private String effect() {
    return switch (policy.action()) {
      case ALLOW -> "allow nothing";
      case DENY -> "deny without regard to it";
      case AUDIT -> "count without regard to it";
      case CUSTOM ->
          switch (form) {
            case HTTP -> "are asked about without regard to it";
            case TCP, ZTUNNEL -> "deny without regard to it";
          };
    };
  }

  private static String name(Attribute attribute) {
    return attribute == Attribute.UNKNOWN ? "an unknown attribute" : attribute.written();
  }

  /** The rule; if it can never match, why is put down. */
  private Optional<Policy.Rule> rule(
      String name, AuthorizationPolicy.Rule rule, List<Policy.Idle> idleRules) {
    untoldInRule = false;
    String field = "rules[" + rule.index() + "]";
    List<Policy.Idle> idle = new ArrayList<>();
    List<Policy.Clause> when = new ArrayList<>();
    for (int i = 0; i < rule.when().size(); i++) {
      clause(field, "when[" + i + "]", List.of(rule.when().get(i)), idle).ifPresent(when::add);
    }
    boolean always = idle.isEmpty();
    List<Policy.Clause> from = clauses(field, "from[%d].source", rule.from(), idle);
    List<Policy.Clause> to = clauses(field, "to[%d].operation", rule.to(), idle);
    if (!always
        || (from.isEmpty() && !rule.from().isEmpty())
        || (to.isEmpty() && !rule.to().isEmpty())
        || isLeftToOthers()) {
      idleRules.addAll(idle);
      return Optional.empty();
    }
    return Optional.of(
        new Policy.Rule(name + "-rule[" + rule.index() + "]", rule.index(), from, to, when, idle));
  }

  /** Istio: of an ALLOW rule that asks for what ztunnel cannot tell, ztunnel allows nothing. */
  private boolean isLeftToOthers() {
    return form == PolicyForm.ZTUNNEL && allow && untoldInRule;
  }

  /** Those that can match; of those that cannot, why is put down. */
  private List<Policy.Clause> clauses(
      String rule, String name, List<AuthorizationPolicy.Clause> written, List<Policy.Idle> idle) {
    List<Policy.Clause> clauses = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      clause(rule, name.formatted(i), written.get(i).conditions(), idle).ifPresent(clauses::add);
    }
    return clauses;
  }

  private Optional<Policy.Clause> clause(
      String rule, String name, List<Condition> conditions, List<Policy.Idle> idle) {
    List<Policy.Test> all = new ArrayList<>();
    Optional<Policy.Idle> never = Optional.empty();
    for (Condition condition : conditions) {
      switch (told(condition, conditions)) {
        case Told.Asks asks -> all.addAll(asks.tests());
        case Told.Never(String why) ->
            never = never.or(() -> Optional.of(new Policy.Idle(rule + "." + name, why)));
      }
    }
    never.ifPresent(idle::add);
    return never.isPresent() ? Optional.empty() : Optional.of(new Policy.Clause(name, all));
  }

  private Told told(Condition condition, List<Condition> beside) {
    return switch (form.told(condition.attribute())) {
      case NO -> untold(condition);
      case PARTLY -> isPartOfPrincipal(condition, beside) ? asked(condition) : untold(condition);
      case ABSENT -> decided(condition, _ -> false, name(condition.attribute()) + " is absent");
      case YES ->
          switch (place) {
            case Place.Open _ -> asked(condition);
            case Place.OfPort port ->
                switch (condition.attribute()) {
                  case PORTS -> decided(condition, port::isPort, "the port is " + port.number());
                  case DESTINATION_IP -> destination(condition, port.addresses());
                  default -> asked(condition);
                };
          };
    };
  }

  /** ztunnel sees a trust domain as the beginning of the one principal. */
  private static boolean isPartOfPrincipal(Condition condition, List<Condition> beside) {
    return Stream.concat(condition.values().stream(), condition.notValues().stream())
            .noneMatch(value -> value.length() > 1 && value.startsWith("*"))
        && beside.stream().noneMatch(other -> other.attribute() == Attribute.PRINCIPALS);
  }

  private Told untold(Condition condition) {
    untold.add(condition.attribute());
    untoldInRule = true;
    return whatIsNotKnown(name(condition.attribute()) + " cannot be told " + form.seen());
  }

  private Told whatIsNotKnown(String what) {
    return allow ? new Told.Never(what) : Told.ALWAYS;
  }

  /** A condition on what the connection or the request tells. */
  private Told asked(Condition condition) {
    String unreadable = name(condition.attribute()) + " has a value that cannot be read";
    List<Policy.Test> tests = new ArrayList<>();
    // Values that could not be read: an ALLOW does without them, a DENY may not.
    if (condition.invalidValues() ? allow : !condition.values().isEmpty()) {
      if (condition.values().isEmpty()) {
        return new Told.Never(unreadable);
      }
      tests.add(test(condition, condition.values(), false));
    }
    if (condition.invalidNotValues() && allow) {
      return new Told.Never(unreadable);
    }
    if (!condition.notValues().isEmpty()) {
      tests.add(test(condition, condition.notValues(), true));
    }
    return new Told.Asks(tests);
  }

  /** A condition on what the translator knows: it always holds, or never. */
  private Told decided(Condition condition, Predicate<String> matches, String known) {
    boolean values =
        (condition.values().isEmpty() && !condition.invalidValues())
            || condition.values().stream().anyMatch(matches)
            || (condition.invalidValues() && !allow);
    boolean notValues =
        condition.notValues().stream().noneMatch(matches)
            && !(condition.invalidNotValues() && allow);
    return values && notValues ? Told.ALWAYS : new Told.Never(known);
  }

  /** By the service's addresses: which one a request came to is not told, so all must agree. */
  private Told destination(Condition condition, List<String> addresses) {
    String known = "the addresses are " + addresses;
    List<Told> answers =
        addresses.stream()
            .map(
                address -> decided(condition, block -> Values.cidr(block).contains(address), known))
            .distinct()
            .toList();
    return answers.size() == 1 ? answers.getFirst() : whatIsNotKnown(known);
  }

  private Policy.Test test(Condition condition, List<String> values, boolean negated) {
    // What lets in matches as little as it may, what refuses as much.
    boolean narrow = allow != negated;
    return new Policy.Test(
        condition.attribute(),
        condition.argument(),
        Values.patterns(
            condition.attribute(),
            values,
            mesh,
            narrow ? Values.Reading.NARROW : Values.Reading.WIDE),
        negated,
        narrow && condition.attribute() == Attribute.HEADERS
            ? Policy.Lines.EVERY
            : Policy.Lines.ANY);
  }
}
