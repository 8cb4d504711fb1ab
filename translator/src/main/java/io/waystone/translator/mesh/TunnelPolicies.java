package io.waystone.translator.mesh;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Keys;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.AuthorizationPolicy;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.ObjectRef;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The AuthorizationPolicies that ztunnel decides by: those without targets (Istio), and those whose
 * targets cannot be read. It sees connections alone: of an ALLOW rule that asks for more nothing is
 * allowed, of a DENY rule what is left denies.
 */
final class TunnelPolicies {

  private static final String TYPE = "ZtunnelAccepted";
  private static final Place WORKLOADS = new Place.OfWorkloads();

  final Collection<ObjectRef, Outcome<TunnelPolicy>> policies;

  private final Inputs inputs;
  private final Services services;

  TunnelPolicies(GraphBuilder graph, Inputs inputs, Services services) {
    this.inputs = inputs;
    this.services = services;
    Keys<ObjectRef> sent =
        graph
            .index(
                "policies that ztunnel gets",
                inputs.policies,
                (ref, policy) -> isSent(policy) ? Set.of(ref) : Set.of())
            .buckets();
    policies = graph.collection("policies of ztunnel", sent, this::policy);
  }

  /** Whether ztunnel gets it, and decides by it. */
  static boolean isSent(AuthorizationPolicy policy) {
    return isOurs(policy) && Policies.decides(policy);
  }

  private static boolean isOurs(AuthorizationPolicy policy) {
    return policy.targets().isEmpty()
        || policy.targets().contains(new AuthorizationPolicy.Target.OfNamespace());
  }

  /** What becomes of a policy at ztunnel; empty if it is none for it. */
  Optional<Condition> verdict(Reader read, AuthorizationPolicy policy) {
    if (!isOurs(policy)) {
      return Optional.empty();
    }
    return Optional.of(
        read.find(policies, policy.ref())
            .map(sent ->
                policy.unreadable() ? closed(policy.ref()) : sent(policy.ref(), sent.diagnostics()))
            .orElseGet(() ->
                Condition.of(
                    policy.ref(),
                    TYPE,
                    false,
                    "UnsupportedValue",
                    policy.dryRun()
                        ? "ztunnel tries nothing out: the policy does nothing"
                        : "ztunnel does not audit: the policy does nothing")));
  }

  private static Condition closed(ObjectRef policy) {
    return Condition.of(
        policy,
        TYPE,
        true,
        "Invalid",
        "the policy cannot be read as written: it denies everything that it is for");
  }

  private static Condition sent(ObjectRef policy, List<Diagnostic> said) {
    return said.isEmpty()
        ? Condition.of(policy, TYPE, true, "Accepted", "in force at ztunnel")
        : Condition.of(
            policy,
            TYPE,
            true,
            "UnsupportedValue",
            said.stream()
                .map(one -> one.problem() + ": " + one.effect())
                .collect(Collectors.joining("; ")));
  }

  private Optional<Outcome<TunnelPolicy>> policy(Reader read, ObjectRef ref) {
    return read.find(inputs.policies, ref).map(policy -> policy(read, policy));
  }

  private Outcome<TunnelPolicy> policy(Reader read, AuthorizationPolicy policy) {
    Outcome.Notes notes = new Outcome.Notes().cause(Cause.of(policy.ref()));
    if (policy.action() == AuthorizationPolicy.Action.CUSTOM) {
      notes.diagnostic(
          new Diagnostic(
              Code.WS0206,
              new Cause(policy.ref(), "spec.action"),
              "ztunnel asks nobody",
              "what its rules match is denied",
              "Attach it to a waypoint by targetRefs"));
    }
    Policy rules =
        Narrowing.read(
            policy, PolicyForm.ZTUNNEL, WORKLOADS, read.get(services.mesh, Services.MESH), notes);
    return notes.outcome(
        new TunnelPolicy(
            policy.ref(),
            scope(read, policy),
            switch (policy.action()) {
              case ALLOW -> TunnelPolicy.Effect.ALLOW;
              case DENY, AUDIT, CUSTOM -> TunnelPolicy.Effect.DENY;
            },
            rules));
  }

  private TunnelPolicy.Scope scope(Reader read, AuthorizationPolicy policy) {
    if (policy.selector().filter(selector -> !selector.labels().isEmpty()).isPresent()) {
      return TunnelPolicy.Scope.SELECTED;
    }
    // One whose targets are lost was meant for something of its namespace.
    boolean root =
        policy.targets().isEmpty()
            && policy.meta().namespace().equals(read.get(services.rootNamespace, Services.MESH));
    return root ? TunnelPolicy.Scope.MESH : TunnelPolicy.Scope.NAMESPACE;
  }
}
