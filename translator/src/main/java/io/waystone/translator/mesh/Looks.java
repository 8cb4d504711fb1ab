package io.waystone.translator.mesh;

import io.waystone.translator.input.Attribute;
import io.waystone.translator.input.HeaderChanges;
import io.waystone.translator.input.HttpFilters;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Parts of a request: those that policies look at, or those that a route changes on the way.
 *
 * @param attributes paths, hosts, ...
 * @param headers the names of headers, in lower case
 */
record Looks(Set<Attribute> attributes, Set<String> headers) {

  /** None. */
  static final Looks NOTHING = new Looks(Set.of(), Set.of());

  private static final Looks REWRITE =
      new Looks(Set.of(Attribute.PATHS, Attribute.HOSTS), Set.of());

  Looks {
    attributes = Set.copyOf(attributes);
    headers = Set.copyOf(headers);
  }

  /** What the tests look at. */
  static Looks of(Stream<Policy.Test> tests) {
    Set<Attribute> attributes = new HashSet<>();
    Set<String> headers = new HashSet<>();
    tests.forEach(test -> {
      attributes.add(test.attribute());
      if (test.attribute() == Attribute.HEADERS) {
        headers.add(test.argument());
        if (test.argument().equals("host")) {
          attributes.add(Attribute.HOSTS);
        }
      }
      // It is read from there.
      if (test.attribute() == Attribute.REMOTE_IP_BLOCKS) {
        headers.add("x-forwarded-for");
      }
    });
    return new Looks(attributes, headers);
  }

  /** What the filters of a rule or of a backend change of a request. */
  static Looks changedBy(HttpFilters filters) {
    HeaderChanges changes = filters.request();
    Set<String> headers = new HashSet<>(changes.remove());
    Stream.concat(changes.set().stream(), changes.add().stream())
        .forEach(header -> headers.add(header.name()));
    Looks changed = new Looks(Set.of(), headers);
    // istiod: to set the host is to rewrite it.
    return filters.rewrite().isPresent() || headers.contains("host")
        ? REWRITE.and(changed)
        : changed;
  }

  /** Both. */
  Looks and(Looks other) {
    Set<Attribute> bothAttributes = new HashSet<>(attributes);
    bothAttributes.addAll(other.attributes);
    Set<String> bothHeaders = new HashSet<>(headers);
    bothHeaders.addAll(other.headers);
    return new Looks(bothAttributes, bothHeaders);
  }

  /** Whether the path or the host is among them. */
  boolean rewrites() {
    return !Collections.disjoint(attributes, REWRITE.attributes);
  }

  /** Whether they have something in common. */
  boolean meet(Looks other) {
    return !Collections.disjoint(attributes, other.attributes)
        || !Collections.disjoint(headers, other.headers);
  }
}
