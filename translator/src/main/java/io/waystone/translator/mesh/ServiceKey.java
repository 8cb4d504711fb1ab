package io.waystone.translator.mesh;

import io.waystone.translator.input.ObjectRef;
import java.util.Comparator;

/**
 * Names a service of the mesh: a Kubernetes Service, or one host of a ServiceEntry.
 *
 * @param host the host of a ServiceEntry; empty for a Service, which has one that follows from its
 *     name
 */
public record ServiceKey(Origin origin, String namespace, String name, String host)
    implements Comparable<ServiceKey> {

  private static final Comparator<ServiceKey> ORDER =
      Comparator.comparing(ServiceKey::origin)
          .thenComparing(ServiceKey::namespace)
          .thenComparing(ServiceKey::name)
          .thenComparing(ServiceKey::host);

  /** Where a service is written; a Service goes before a ServiceEntry. */
  public enum Origin {
    SERVICE("Service"),
    SERVICE_ENTRY("ServiceEntry");

    private final String kind;

    Origin(String kind) {
      this.kind = kind;
    }
  }

  /** A Kubernetes Service. */
  public static ServiceKey service(String namespace, String name) {
    return new ServiceKey(Origin.SERVICE, namespace, name, "");
  }

  /** A host of a ServiceEntry. */
  public static ServiceKey entry(String namespace, String name, String host) {
    return new ServiceKey(Origin.SERVICE_ENTRY, namespace, name, host);
  }

  /** The object that it is written in. */
  public ObjectRef object() {
    return new ObjectRef(origin.kind, namespace, name);
  }

  @Override
  public int compareTo(ServiceKey other) {
    return ORDER.compare(this, other);
  }
}
