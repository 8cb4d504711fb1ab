package io.waystone.translator.input;

import io.waystone.translator.input.MetadataReader.Metadata;
import java.util.Map;
import java.util.Optional;

/**
 * An object with its metadata read, as a kind's reader gets it.
 *
 * @param sound API version, name and namespace are as they must be; only kinds that fail closed are
 *     read if they are not
 * @param fields the object; a kind's reader takes {@code spec}
 */
record ObjectBody(Meta meta, Metadata metadata, boolean sound, FieldReader fields) {

  /** The {@code metadata.ownerReferences} entry that has {@code controller: true}. */
  record Owner(String kind, String name) {}

  String namespace() {
    return meta.namespace();
  }

  /** A label's value, or empty. */
  String label(String key) {
    return metadata.labels().getOrDefault(key, "");
  }

  /** An annotation's value, or empty. */
  String annotation(String key) {
    return metadata.annotations().getOrDefault(key, "");
  }

  /** The labels by which it chooses its waypoint. */
  WaypointLabels waypoint() {
    return waypoint(metadata.labels());
  }

  /** The same of any labels. */
  static WaypointLabels waypoint(Map<String, String> labels) {
    return new WaypointLabels(
        written(labels, "istio.io/use-waypoint"),
        written(labels, "istio.io/use-waypoint-namespace"));
  }

  /** Whether gateways send what they get for it to its waypoint; empty where it does not say. */
  Optional<Boolean> ingress() {
    // istiod: anything but a truth is "no".
    return written(metadata.labels(), "istio.io/ingress-use-waypoint").map(Boolean::parseBoolean);
  }

  private static Optional<String> written(Map<String, String> labels, String key) {
    return Optional.of(labels.getOrDefault(key, "")).filter(value -> !value.isEmpty());
  }
}
