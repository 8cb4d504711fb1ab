package io.waystone.translator.mesh;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Addresses;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.Pod;
import java.util.List;
import java.util.Optional;

/**
 * Which waypoint captures which pod. A waypoint that is asked for by the pod's namespace alone, and
 * does not take it, is silent (istiod): what is said there is said of the services.
 */
final class PodCaptures {

  /** The pods that a waypoint captures, and those that name one themselves. */
  final Collection<ObjectRef, Outcome<PodCapture>> captures;

  private final Inputs inputs;
  private final Bindings bindings;
  private final boolean takesLocal;

  /**
   * Adds them to the graph.
   *
   * @param takesLocal whether pods on the waypoint's own machine are taken
   */
  PodCaptures(GraphBuilder graph, Inputs inputs, Bindings bindings, boolean takesLocal) {
    this.inputs = inputs;
    this.bindings = bindings;
    this.takesLocal = takesLocal;
    captures = graph.collection("pod captures", inputs.pods.keys(), this::capture);
  }

  private Optional<Outcome<PodCapture>> capture(Reader read, ObjectRef ref) {
    return read.find(inputs.pods, ref)
        // istiod: a waypoint has no waypoint. A pod without an address is not reached at all.
        .filter(pod -> !pod.waypoint() && !pod.ips().isEmpty())
        .flatMap(pod ->
            bindings
                .of(read, Bindings.Bound.POD, ref, pod.choice())
                .flatMap(binding -> capture(pod, binding)));
  }

  private Optional<Outcome<PodCapture>> capture(Pod pod, Bindings.Binding binding) {
    boolean own = binding.label().object().equals(pod.ref());
    boolean taken = binding.bound() && pod.captured();
    if (!own && !taken) {
      return Optional.empty();
    }
    return Optional.of(
        new Outcome.Notes()
            .cause(Cause.of(pod.ref()))
            .cause(binding.label())
            .diagnostics(own ? said(pod, binding) : List.of())
            .outcome(
                new PodCapture(
                    pod.meta(),
                    Optional.of(binding.waypoint()).filter(_ -> taken),
                    own ? Optional.of(condition(pod, binding)) : Optional.empty(),
                    taken ? addresses(pod) : List.of())));
  }

  /** Kubernetes gives no pod such an address, so nobody misses one. */
  private List<String> addresses(Pod pod) {
    return pod.ips().stream().filter(ip -> takesLocal || !Addresses.isLocal(ip)).toList();
  }

  private static Condition condition(Pod pod, Bindings.Binding binding) {
    return binding.bound() && !pod.captured()
        ? Condition.of(
            Waypoints.gateway(binding.waypoint()),
            "WaypointBound",
            false,
            "NotInMesh",
            "the pod is not in the ambient mesh")
        : binding.condition();
  }

  private static List<Diagnostic> said(Pod pod, Bindings.Binding binding) {
    return binding.bound() && !pod.captured()
        ? List.of(
            new Diagnostic(
                Code.WS0311,
                binding.label(),
                "the pod names a waypoint and is not in the ambient mesh",
                "it is not reached through the waypoint, which could not tunnel to it",
                "Label its namespace istio.io/dataplane-mode: ambient, or remove the label"))
        : binding.diagnostic().stream().toList();
  }
}
