package io.waystone.translator.mesh;

import io.waystone.translator.input.AuthorizationPolicy;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Puts the policies of a port where they belong: by action, and by whether they are tried out. */
final class PolicySorter {

  private final List<Policy> audit = new ArrayList<>();
  private final List<Policy> deny = new ArrayList<>();
  private final List<Policy> allow = new ArrayList<>();
  private final List<Policy> dryDeny = new ArrayList<>();
  private final List<Policy> dryAllow = new ArrayList<>();
  private final SortedMap<String, List<Policy>> custom = new TreeMap<>();

  /** In the order of names. */
  void add(AuthorizationPolicy policy, Policy read, Outcome.Notes notes) {
    switch (policy.action()) {
      case ALLOW -> (policy.dryRun() ? dryAllow : allow).add(read);
      case DENY -> (policy.dryRun() ? dryDeny : deny).add(read);
      case AUDIT -> {
        if (policy.dryRun()) {
          notes.diagnostic(
              nothing(policy, "an AUDIT policy decides nothing that could be tried out"));
        } else {
          audit.add(read);
        }
      }
      case CUSTOM -> {
        if (policy.dryRun()) {
          notes.diagnostic(nothing(policy, "of a CUSTOM policy that is a dry run nobody is asked"));
        } else if (read.rules().isEmpty()) {
          // Nobody is asked, and nothing denied.
          deny.add(read);
        } else {
          custom.computeIfAbsent(policy.provider().orElse(""), _ -> new ArrayList<>()).add(read);
        }
      }
    }
  }

  private static Diagnostic nothing(AuthorizationPolicy policy, String problem) {
    return new Diagnostic(
        Code.WS0208,
        new Cause(policy.ref(), "metadata.annotations[istio.io/dry-run]"),
        problem,
        "the policy does nothing",
        "Take the annotation out to put the policy in force");
  }

  /** What there is; of CUSTOM policies that cannot be asked about, what they match is denied. */
  PortPolicies.RuleSet rules(
      PolicyForm form, Function<String, Optional<Providers.Found>> providers, Outcome.Notes notes) {
    Optional<Custom> asked = asked(form, providers, notes);
    if (asked.isEmpty()) {
      custom.forEach((provider, policies) ->
          policies.forEach(policy -> {
            deny.add(PortPolicies.RuleSet.unasked(policy));
            notes.diagnostic(unasked(policy, form, why(form, provider)));
          }));
    }
    return new PortPolicies.RuleSet(
        asked,
        live(audit),
        live(deny),
        allow,
        live(dryDeny),
        dryAllow,
        deny.stream().filter(policy -> policy.rules().isEmpty()).toList());
  }

  private Optional<Custom> asked(
      PolicyForm form, Function<String, Optional<Providers.Found>> providers, Outcome.Notes notes) {
    return form == PolicyForm.HTTP && custom.size() == 1
        ? custom.entrySet().stream()
            .flatMap(one ->
                providers.apply(one.getKey()).stream()
                    .map(found -> asked(found, one.getValue(), notes)))
            .findFirst()
        : Optional.empty();
  }

  private static Custom asked(Providers.Found found, List<Policy> policies, Outcome.Notes notes) {
    notes.cause(found.written()).cause(Cause.of(found.service().object()));
    String prefix = "istio-ext-authz-" + found.provider().name() + "-";
    return new Custom(
        found.provider(),
        found.service(),
        found.provider().host(),
        policies.stream().map(policy -> policy.named(rule -> prefix + rule)).toList());
  }

  private String why(PolicyForm form, String provider) {
    if (form != PolicyForm.HTTP) {
      return "nobody can be asked about a connection";
    }
    return custom.size() > 1
        ? "several providers would have to be asked: " + custom.keySet()
        : "there is no provider \"" + provider + "\" whose service is known";
  }

  private static Diagnostic unasked(Policy policy, PolicyForm form, String why) {
    return new Diagnostic(
        Code.WS0206,
        new Cause(policy.cause().object(), "spec.provider"),
        why,
        "what its rules match is denied",
        form == PolicyForm.HTTP
            ? "Name one provider of the mesh settings' extensionProviders, envoyExtAuthzHttp or"
                + " envoyExtAuthzGrpc, whose service is in the mesh"
            : "Keep the rules to ports that speak HTTP, by operation.ports");
  }

  /** One without rules never matches. */
  private static List<Policy> live(List<Policy> policies) {
    return policies.stream().filter(policy -> !policy.rules().isEmpty()).toList();
  }
}
