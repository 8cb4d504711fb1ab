package io.waystone.translator.mesh;

import io.waystone.translator.graph.Function;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Namespace;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.TrafficDistribution;
import java.util.Optional;

/**
 * What each service prefers (Istio: {@code spec.trafficDistribution}, else the annotation on the
 * object, else that on its namespace).
 */
final class Preferences {

  private static final String ANNOTATION = "metadata.annotations[" + TrafficDistribution.ANNOTATION;

  /** By service; of one that is not there, none. */
  final Function<ServiceKey, Outcome<Preference>> preferences;

  /** The annotation of a namespace; what else changes in it changes no preference. */
  private final Function<String, Optional<TrafficDistribution>> namespaces;

  private final Services services;

  Preferences(GraphBuilder graph, Inputs inputs, Services services) {
    this.services = services;
    namespaces =
        graph.function(
            "traffic distributions of namespaces",
            (read, name) ->
                read.find(inputs.namespaces, namespace(name)).flatMap(Namespace::distribution));
    preferences = graph.function("preferences", this::preference);
  }

  private Outcome<Preference> preference(Reader read, ServiceKey key) {
    Outcome.Notes notes = new Outcome.Notes();
    Optional<MeshService> service = read.find(services.services, key);
    if (service.isEmpty()) {
      return notes.outcome(Preference.NONE);
    }
    Optional<TrafficDistribution> own = service.get().distribution();
    if (own.isPresent()) {
      return notes.outcome(Preference.of(own.get()));
    }
    Optional<TrafficDistribution> inherited = read.get(namespaces, key.namespace());
    if (inherited.isPresent()) {
      notes.cause(new Cause(namespace(key.namespace()), ANNOTATION + "]"));
    }
    return notes.outcome(inherited.map(Preference::of).orElse(Preference.NONE));
  }

  private static ObjectRef namespace(String name) {
    return new ObjectRef("Namespace", "", name);
  }
}
