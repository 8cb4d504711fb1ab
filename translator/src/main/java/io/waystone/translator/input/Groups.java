package io.waystone.translator.input;

import java.util.Set;

/** API groups, and what kinds that are not read mean. */
public final class Groups {

  public static final String GATEWAY = "gateway.networking.k8s.io";
  static final String SECURITY = "security.istio.io";
  public static final String NETWORKING = "networking.istio.io";

  /** Groups whose every kind says something about a mesh. */
  private static final Set<String> MESH =
      Set.of(GATEWAY, SECURITY, NETWORKING, "telemetry.istio.io", "extensions.istio.io");

  /** Groups of kinds that run workloads or guard the API server: nothing of a waypoint. */
  private static final Set<String> WORKLOADS =
      Set.of(
          "apps",
          "batch",
          "autoscaling",
          "policy",
          "rbac.authorization.k8s.io",
          "apiextensions.k8s.io",
          "admissionregistration.k8s.io",
          "coordination.k8s.io",
          "scheduling.k8s.io",
          "storage.k8s.io",
          "events.k8s.io");

  private static final Set<String> CORE_WORKLOADS =
      Set.of(
          "ServiceAccount",
          "Secret",
          "Endpoints",
          "Event",
          "PersistentVolume",
          "PersistentVolumeClaim",
          "PodTemplate",
          "ReplicationController",
          "LimitRange",
          "ResourceQuota");

  private Groups() {}

  /** Whether somebody would expect a mesh to do something about it. */
  static boolean ofMesh(String group) {
    return MESH.contains(group);
  }

  /** Whether a waypoint has nothing to do with it: no word about it. */
  static boolean ofWorkloads(String group, String kind) {
    return group.isEmpty() ? CORE_WORKLOADS.contains(kind) : WORKLOADS.contains(group);
  }
}
