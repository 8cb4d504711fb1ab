package io.waystone.translator.mesh;

import io.waystone.translator.graph.Function;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.Gateway;
import io.waystone.translator.input.Gateway.AllowedNamespaces;
import io.waystone.translator.input.Namespace;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.WaypointLabels;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which waypoint an object names (istiod: the labels on the object, else its namespace's), and
 * whether that takes it.
 */
final class Bindings {

  private static final String LABEL = "metadata.labels[istio.io/use-waypoint]";

  /** What is bound. */
  enum Bound {
    SERVICE("service", "service"),
    POD("pod", "workload");

    private final String one;

    /** As {@code istio.io/waypoint-for} calls it. */
    private final String traffic;

    Bound(String one, String traffic) {
      this.one = one;
      this.traffic = traffic;
    }

    boolean taken(Waypoint.Traffic takes) {
      return switch (this) {
        case SERVICE -> takes.services();
        case POD -> takes.workloads();
      };
    }
  }

  /**
   * A waypoint that is named, in the words of Istio's WaypointBound condition.
   *
   * @param label which label names it
   * @param bound whether it takes the object
   * @param reason one word
   * @param message a sentence for people
   * @param diagnostic what is to be said where it does not
   */
  record Binding(
      WaypointKey waypoint,
      Cause label,
      boolean bound,
      String reason,
      String message,
      Optional<Diagnostic> diagnostic) {

    Condition condition() {
      return Condition.of(Waypoints.gateway(waypoint), "WaypointBound", bound, reason, message);
    }
  }

  /** The labels of a namespace that choose a waypoint; its other labels change no capture. */
  private final Function<String, WaypointLabels> namespaceLabels;

  /** Whether a waypoint takes objects of a namespace. */
  private final Function<Admission, Boolean> admissions;

  private final Inputs inputs;
  private final Waypoints waypoints;

  Bindings(GraphBuilder graph, Inputs inputs, Waypoints waypoints) {
    this.inputs = inputs;
    this.waypoints = waypoints;
    namespaceLabels =
        graph.function(
            "waypoint labels of namespaces",
            (read, name) ->
                read.find(inputs.namespaces, namespace(name))
                    .map(Namespace::waypoint)
                    .orElse(WaypointLabels.NONE));
    admissions = graph.function("admissions", this::admits);
  }

  /** What the labels of an object, or else its namespace's, come to; empty: no waypoint. */
  Optional<Binding> of(Reader read, Bound what, ObjectRef object, WaypointLabels own) {
    return choice(read, object, own).map(choice -> verdict(read, choice, what, object));
  }

  /** The waypoint that the labels of an object, or else its namespace's, name. */
  Optional<WaypointKey> named(Reader read, ObjectRef object, WaypointLabels own) {
    return choice(read, object, own).map(Choice::waypoint);
  }

  /** The waypoint that labels name, and which label it was. */
  private record Choice(WaypointKey waypoint, Cause label) {}

  /** A label on the object wins over its namespace's, even if that waypoint is not there. */
  private Optional<Choice> choice(Reader read, ObjectRef object, WaypointLabels own) {
    if (own.waypoint().isPresent()) {
      return choice(own, object, object);
    }
    String namespace = object.namespace();
    return choice(read.get(namespaceLabels, namespace), object, namespace(namespace));
  }

  private static ObjectRef namespace(String name) {
    return new ObjectRef("Namespace", "", name);
  }

  private static Optional<Choice> choice(
      WaypointLabels labels, ObjectRef object, ObjectRef labelled) {
    return labels
        .waypoint()
        .filter(name -> !name.equals("none"))
        .map(name ->
            new Choice(
                new WaypointKey(labels.namespace().orElse(object.namespace()), name),
                new Cause(labelled, LABEL)));
  }

  private Binding verdict(Reader read, Choice choice, Bound what, ObjectRef object) {
    Optional<Waypoint> waypoint =
        read.find(waypoints.waypoints, choice.waypoint()).map(Outcome::value);
    if (waypoint.isEmpty()) {
      Optional<String> otherClass = otherClass(read, choice);
      return refused(
          Code.WS0301,
          choice,
          "WaypointIsNotReady",
          "there is no waypoint of ours named " + choice.waypoint() + otherClass.orElse(""),
          otherClass.isPresent()
              ? "who serves that class decides for requests to the " + what.one
              : past(what),
          "Make a Gateway of that name with gatewayClassName waystone or istio-waypoint");
    }
    if (!admits(read, choice.waypoint(), object.namespace())) {
      return refused(
          Code.WS0302,
          choice,
          "AttachmentDenied",
          "waypoint "
              + choice.waypoint()
              + " does not take objects of namespace "
              + object.namespace(),
          past(what),
          "Widen allowedRoutes.namespaces of its HBONE listener");
    }
    if (!what.taken(waypoint.get().traffic())) {
      return refused(
          Code.WS0303,
          choice,
          "UnsupportedTrafficType",
          "waypoint " + choice.waypoint() + " does not take traffic for " + what.traffic + "s",
          past(what),
          "Label the Gateway istio.io/waypoint-for: " + what.traffic + " or all");
    }
    return new Binding(
        choice.waypoint(),
        choice.label(),
        true,
        "WaypointAccepted",
        "Successfully attached to waypoint " + choice.waypoint(),
        Optional.empty());
  }

  /** Whether there is such a Gateway, and it is no waypoint of ours. */
  boolean isForeign(Reader read, WaypointKey key) {
    return read.find(waypoints.waypoints, key).isEmpty()
        && read.find(inputs.gateways, Waypoints.gateway(key)).isPresent();
  }

  /** Somebody else's Gateway has the name. */
  private Optional<String> otherClass(Reader read, Choice choice) {
    return read.find(inputs.gateways, Waypoints.gateway(choice.waypoint()))
        .map(Gateway::className)
        .map(name -> ": the Gateway of that name has class " + name);
  }

  private static String past(Bound what) {
    return "requests reach the "
        + what.one
        + " without a waypoint, no policy of one holds for them";
  }

  private static Binding refused(
      Code code, Choice choice, String reason, String problem, String effect, String fix) {
    return new Binding(
        choice.waypoint(),
        choice.label(),
        false,
        reason,
        problem,
        Optional.of(new Diagnostic(code, choice.label(), problem, effect, fix)));
  }

  /** Whether a waypoint takes objects of a namespace; false if there is no such waypoint. */
  boolean admits(Reader read, WaypointKey waypoint, String namespace) {
    return read.get(admissions, new Admission(waypoint, namespace));
  }

  /** A waypoint and a namespace. */
  private record Admission(WaypointKey waypoint, String namespace) {}

  private boolean admits(Reader read, Admission asked) {
    return read.find(waypoints.waypoints, asked.waypoint())
        .map(waypoint -> admits(read, waypoint.value(), asked.namespace()))
        .orElse(false);
  }

  /** Whether a waypoint, whoever serves it, takes objects of a namespace. */
  boolean admits(Reader read, Waypoint waypoint, String namespace) {
    return switch (waypoint.allowed()) {
      case AllowedNamespaces.Same _ -> waypoint.key().namespace().equals(namespace);
      case AllowedNamespaces.All _ -> true;
      case AllowedNamespaces.None _ -> false;
      case AllowedNamespaces.Selected selected ->
          selected.selector().matches(labels(read, namespace));
    };
  }

  /** Kubernetes gives every namespace its name as a label; one in a folder may not have it. */
  private Map<String, String> labels(Reader read, String name) {
    Map<String, String> labels = new TreeMap<>();
    read.find(inputs.namespaces, namespace(name)).ifPresent(n -> labels.putAll(n.labels()));
    labels.put("kubernetes.io/metadata.name", name);
    return labels;
  }
}
