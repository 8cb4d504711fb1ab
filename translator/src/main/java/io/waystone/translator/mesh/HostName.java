package io.waystone.translator.mesh;

import java.util.Comparator;

/**
 * A host as a namespace knows it: ServiceEntries of several namespaces may each have one of the
 * same name. Printed as {@code default/reviews.default.svc.cluster.local}.
 */
public record HostName(String namespace, String host) implements Comparable<HostName> {

  private static final Comparator<HostName> ORDER =
      Comparator.comparing(HostName::namespace).thenComparing(HostName::host);

  @Override
  public int compareTo(HostName other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return namespace + "/" + host;
  }
}
