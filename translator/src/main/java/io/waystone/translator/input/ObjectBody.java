package io.waystone.translator.input;

import io.waystone.translator.input.MetadataReader.Metadata;
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
    return new WaypointLabels(
        written("istio.io/use-waypoint"), written("istio.io/use-waypoint-namespace"));
  }

  private Optional<String> written(String key) {
    return Optional.of(label(key)).filter(value -> !value.isEmpty());
  }
}
