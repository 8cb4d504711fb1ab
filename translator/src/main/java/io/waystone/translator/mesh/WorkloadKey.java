package io.waystone.translator.mesh;

import io.waystone.translator.input.ObjectRef;
import java.util.Comparator;

/**
 * Names a workload of the mesh: a pod, a WorkloadEntry, or an address that another object names.
 *
 * @param address of a ServiceEntry's or EndpointSlice's endpoint, as that names it; empty for what
 *     is an object of its own
 */
public record WorkloadKey(Origin origin, String namespace, String name, String address)
    implements Comparable<WorkloadKey> {

  private static final Comparator<WorkloadKey> ORDER =
      Comparator.comparing(WorkloadKey::origin)
          .thenComparing(WorkloadKey::namespace)
          .thenComparing(WorkloadKey::name)
          .thenComparing(WorkloadKey::address);

  /** Where a workload is written; what knows more of it goes before. */
  public enum Origin {
    POD("Pod"),
    WORKLOAD_ENTRY("WorkloadEntry"),
    SERVICE_ENTRY("ServiceEntry"),
    ENDPOINT_SLICE("EndpointSlice");

    private final String kind;

    Origin(String kind) {
      this.kind = kind;
    }

    /** The kind of its object. */
    public String kind() {
      return kind;
    }
  }

  /** One that is an object of its own. */
  static WorkloadKey of(Origin origin, ObjectRef object) {
    return new WorkloadKey(origin, object.namespace(), object.name(), "");
  }

  /** One that is an address in an object. */
  static WorkloadKey of(Origin origin, ObjectRef object, String address) {
    return new WorkloadKey(origin, object.namespace(), object.name(), address);
  }

  /** The object that it is written in. */
  public ObjectRef object() {
    return new ObjectRef(origin.kind, namespace, name);
  }

  @Override
  public int compareTo(WorkloadKey other) {
    return ORDER.compare(this, other);
  }
}
