package io.waystone.translator.input;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;
import java.util.Optional;

/** Which endpoints a service is to be served from: Kubernetes' field, and Istio's annotation. */
public enum TrafficDistribution {
  /** {@code PreferSameZone}, or {@code PreferClose}, its older name. */
  PREFER_SAME_ZONE,
  /** {@code PreferSameNode}. */
  PREFER_SAME_NODE;

  /** Istio's annotation of a Service, a ServiceEntry or a Namespace. */
  public static final String ANNOTATION = "networking.istio.io/traffic-distribution";

  private static final Map<String, TrafficDistribution> WORDS =
      ImmutableSortedMap.of(
          "PreferClose", PREFER_SAME_ZONE,
          "PreferSameZone", PREFER_SAME_ZONE,
          "PreferSameNode", PREFER_SAME_NODE);

  private static final String FIELD = "trafficDistribution";

  /** That of a Service: the field, else the annotation. */
  static Optional<TrafficDistribution> read(ObjectBody body, FieldReader spec) {
    Optional<TrafficDistribution> field =
        spec.text(FIELD)
            .flatMap(word -> said(word, Optional.ofNullable(WORDS.get(word)), FIELD, spec));
    return field.isPresent() ? field : annotated(body);
  }

  /** That of an annotation, in which upper and lower case are the same (istiod). */
  static Optional<TrafficDistribution> annotated(ObjectBody body) {
    String written = body.annotation(ANNOTATION);
    if (written.isEmpty()) {
      return Optional.empty();
    }
    Optional<TrafficDistribution> known =
        WORDS.keySet().stream().filter(written::equalsIgnoreCase).map(WORDS::get).findFirst();
    return said(written, known, "metadata.annotations[" + ANNOTATION + "]", body.fields());
  }

  private static Optional<TrafficDistribution> said(
      String word, Optional<TrafficDistribution> known, String field, FieldReader in) {
    if (known.isEmpty()) {
      in.note(
          Code.WS0008,
          field,
          "\"" + Words.shown(word) + "\" is none of its values",
          "it is as if it were not written",
          Suggestion.fix(word, WORDS.keySet()));
    } else if (known.get() == PREFER_SAME_NODE) {
      in.note(
          Code.WS0013,
          field,
          "a waypoint does not tell its own node from others",
          "it prefers endpoints in its subzone, then its zone, then its region",
          "");
    }
    return known;
  }
}
