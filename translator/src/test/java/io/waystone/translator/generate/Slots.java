package io.waystone.translator.generate;

import io.waystone.translator.input.ObjectRef;
import java.util.ArrayList;
import java.util.List;

/**
 * The names that generated objects have. There are few, so that objects meet; a kind stands there
 * as often as it is worth to be changed.
 */
public final class Slots {

  /** The namespace of what holds for the whole mesh. */
  public static final String ROOT = "istio-system";

  static final List<String> SERVICES = List.of("s0", "s1", "s2");
  static final List<String> ENTRIES = List.of("e0", "e1");
  static final List<String> PODS = List.of("p0", "p1", "p2");
  static final List<String> GATEWAYS = List.of("w0", "w1");
  static final List<String> NODES = List.of("n0", "n1");
  static final List<String> CLASSES = List.of("waystone", "istio-waypoint", "other");

  /** Those that decide about requests. */
  static final List<String> PROVIDERS = List.of("authz-http", "authz-grpc");

  private Slots() {}

  /** The names of objects in a namespace, the namespace itself among them. */
  public static List<ObjectRef> in(String namespace) {
    List<ObjectRef> slots = new ArrayList<>();
    slots.add(new ObjectRef("Namespace", "", namespace));
    add(slots, "Gateway", namespace, GATEWAYS);
    add(slots, "Service", namespace, SERVICES);
    add(slots, "ServiceEntry", namespace, ENTRIES);
    add(slots, "WorkloadEntry", namespace, List.of("we0", "we1"));
    add(slots, "Pod", namespace, PODS);
    add(slots, "EndpointSlice", namespace, List.of("s0-x", "s0-y", "s1-x", "s2-x"));
    add(slots, "HTTPRoute", namespace, List.of("r0", "r1", "r2"));
    add(slots, "TLSRoute", namespace, List.of("r0", "r1"));
    add(slots, "TCPRoute", namespace, List.of("r0", "r1"));
    add(slots, "GRPCRoute", namespace, List.of("g0"));
    add(slots, "AuthorizationPolicy", namespace, List.of("a0", "a1", "a2"));
    add(slots, "PeerAuthentication", namespace, List.of("m0", "m1", "m2"));
    add(slots, "ReferenceGrant", namespace, List.of("g0"));
    return List.copyOf(slots);
  }

  /** The names of objects that hold for the whole mesh. */
  public static List<ObjectRef> ofMesh() {
    List<ObjectRef> slots = new ArrayList<>();
    add(slots, "Node", "", NODES);
    add(slots, "GatewayClass", "", CLASSES);
    add(slots, "ConfigMap", ROOT, List.of("istio"));
    add(slots, "AuthorizationPolicy", ROOT, List.of("a0", "a1"));
    add(slots, "PeerAuthentication", ROOT, List.of("m0", "m1"));
    return List.copyOf(slots);
  }

  private static void add(
      List<ObjectRef> slots, String kind, String namespace, List<String> names) {
    names.forEach(name -> slots.add(new ObjectRef(kind, namespace, name)));
  }
}
