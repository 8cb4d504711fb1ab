package io.waystone.translator.input;

import io.waystone.translator.input.AuthorizationPolicy.Action;
import io.waystone.translator.input.AuthorizationPolicy.Rule;
import io.waystone.translator.input.AuthorizationPolicy.Target;
import io.waystone.translator.input.AuthorizationPolicy.Target.OfNamespace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads an AuthorizationPolicy, and fails closed: one that is not understood to the last field is a
 * DENY of everything that it targets, and of its whole namespace if even its targets are not
 * understood.
 */
final class AuthorizationPolicyReader {

  private static final Map<String, Action> ACTIONS =
      Map.of(
          "ALLOW", Action.ALLOW,
          "DENY", Action.DENY,
          "AUDIT", Action.AUDIT,
          "CUSTOM", Action.CUSTOM);

  private static final int MOST_TARGETS = 64;

  private static final Rule EVERYTHING = new Rule(0, List.of(), List.of(), List.of());

  private AuthorizationPolicyReader() {}

  static Optional<MeshObject> read(ObjectBody body) {
    FieldReader fields = body.fields();
    // Before the spec is read, only fields beside it can be broken: a misspelt "spec" perhaps.
    boolean strange = fields.broken();
    Spec spec =
        fields
            .mapping("spec", inner -> spec(body.namespace(), inner))
            .orElseGet(() ->
                new Spec(
                    lost(strange || fields.has("spec")),
                    Optional.empty(),
                    Action.ALLOW,
                    Optional.empty(),
                    List.of()));
    boolean dryRun = dryRun(body);
    if (body.sound() && !fields.broken()) {
      return Optional.of(
          new AuthorizationPolicy(
              body.meta(),
              spec.targets(),
              spec.selector(),
              spec.action(),
              spec.provider(),
              spec.rules(),
              dryRun,
              false));
    }
    boolean everywhere = spec.targets().contains(new OfNamespace());
    fields.note(
        Code.WS0201,
        "",
        "the policy cannot be read as written",
        (dryRun ? "as a dry run it counts everything " : "it denies everything ")
            + (everywhere ? "in namespace " + body.namespace() : "that it targets"),
        "Mend what the other messages about it say");
    return Optional.of(
        new AuthorizationPolicy(
            body.meta(),
            spec.targets(),
            spec.selector(),
            Action.DENY,
            Optional.empty(),
            List.of(EVERYTHING),
            dryRun,
            true));
  }

  private record Spec(
      List<Target> targets,
      Optional<WorkloadSelector> selector,
      Action action,
      Optional<String> provider,
      List<Rule> rules) {}

  private static Spec spec(String namespace, FieldReader spec) {
    List<Target> targets = targets(namespace, spec);
    Optional<WorkloadSelector> selector = selector(spec);
    boolean selected = spec.has("selector");
    if (selected && !targets.isEmpty()) {
      spec.bad("selector", "it cannot stand beside targetRefs", "Take one of the two out");
    }
    // istiod: ALLOW where none is written; one that cannot be read makes the policy unreadable.
    Action action = spec.choice("action", ACTIONS).orElse(Action.ALLOW);
    Optional<String> provider = provider(action, spec);
    List<Rule> rules = PolicyRuleReader.rules(namespace, spec);
    neverMatches(action, spec);
    // A field that nobody knows may be a misspelt targetRefs.
    boolean lost =
        spec.broken("targetRefs")
            || spec.broken("targetRef")
            || (!spec.unread().isEmpty() && targets.isEmpty() && !selected);
    return new Spec(
        Stream.concat(targets.stream(), lost(lost).stream()).toList(),
        selector,
        action,
        provider,
        rules);
  }

  private static List<Target> lost(boolean lost) {
    return lost ? List.of(new OfNamespace()) : List.of();
  }

  /** The singular {@code targetRef} is the older form; it counts where there is no other. */
  private static List<Target> targets(String namespace, FieldReader spec) {
    if (spec.size("targetRefs") > MOST_TARGETS) {
      spec.bad("targetRefs", "there are more than " + MOST_TARGETS, "Write several policies");
      return List.of();
    }
    List<Target> targets = spec.mappings("targetRefs", ref -> target(namespace, ref));
    Optional<Target> single =
        spec.mapping("targetRef", ref -> target(namespace, ref)).flatMap(target -> target);
    return targets.isEmpty() ? single.stream().toList() : targets;
  }

  private static Optional<Target> target(String namespace, FieldReader ref) {
    Optional<String> kind = ref.required("kind");
    Optional<String> name = ref.required("name");
    String group = ref.text("group", "");
    if (!ref.text("namespace", namespace).equals(namespace)) {
      ref.bad("namespace", "a policy targets its own namespace only", "Take it out");
    }
    if (kind.isEmpty() || name.isEmpty()) {
      return Optional.empty();
    }
    Optional<Target> target =
        switch (group + "/" + kind.get()) {
          case Groups.GATEWAY + "/Gateway" -> Optional.of(new Target.OfGateway(name.get()));
          case Groups.GATEWAY + "/GatewayClass" ->
              Optional.of(new Target.OfGatewayClass(name.get()));
          case Groups.NETWORKING + "/ServiceEntry" ->
              Optional.of(new Target.OfServiceEntry(name.get()));
          case "/Service", "core/Service" -> Optional.of(new Target.OfService(name.get()));
          default -> Optional.empty();
        };
    if (target.isEmpty()) {
      ref.bad(
          "kind",
          "a policy cannot target the kind \""
              + Words.shown(kind.get())
              + "\" of group \""
              + Words.shown(group)
              + "\"",
          "Name a Gateway or GatewayClass of "
              + Groups.GATEWAY
              + ", a Service of group \"\" or a"
              + " ServiceEntry of "
              + Groups.NETWORKING);
    }
    return ref.broken() ? Optional.empty() : target;
  }

  /** Which pods are selected: the policy is ztunnel's then. */
  static Optional<WorkloadSelector> selector(FieldReader spec) {
    return spec.mapping(
        "selector", selector -> new WorkloadSelector(selector.words("matchLabels")));
  }

  private static Optional<String> provider(Action action, FieldReader spec) {
    Optional<Optional<String>> provider = spec.mapping("provider", inner -> inner.required("name"));
    switch (action) {
      case CUSTOM -> spec.require("provider");
      case ALLOW, DENY, AUDIT -> {
        if (provider.isPresent()) {
          spec.bad("provider", "only the action CUSTOM has a provider", "Take it out");
        }
      }
    }
    return provider.flatMap(name -> name);
  }

  /** istiod: without rules an ALLOW allows nothing, and any other action does nothing. */
  private static void neverMatches(Action action, FieldReader spec) {
    if (action != Action.ALLOW && spec.size("rules") == 0 && !spec.broken("rules")) {
      spec.note(
          Code.WS0207,
          "rules",
          "a policy with action " + action + " and without rules never matches",
          "it does nothing",
          "Write \"rules: [{}]\" if it is to match every request");
    }
  }

  private static boolean dryRun(ObjectBody body) {
    String value = body.annotation("istio.io/dry-run");
    if (!value.isEmpty() && !value.equals("true") && !value.equals("false")) {
      body.fields()
          .note(
              Code.WS0203,
              "metadata.annotations.istio.io/dry-run",
              "it is neither \"true\" nor \"false\"",
              "the policy is in force",
              "");
    }
    return value.equals("true");
  }
}
