package io.waystone.translator.ztunnel;

import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.mesh.WorkloadKey;

/** The xDS names, as istiod has them. */
final class Names {

  /** No object of Kubernetes has a name with this sign, so that none is taken for another. */
  private static final String STRICT = "istio_converted_static_strict";

  private static final String OF_PORTS = "converted_peer_authentication_";

  private static final String NO_NAME = "policy_";

  private Names() {}

  /** {@code Kubernetes//Pod/default/reviews-v1-0}. */
  static String workload(String cluster, WorkloadKey key) {
    String group =
        switch (key.origin()) {
          case POD -> "";
          case WORKLOAD_ENTRY, SERVICE_ENTRY -> "networking.istio.io";
          case ENDPOINT_SLICE -> "discovery.k8s.io";
        };
    String object =
        String.join("/", cluster, group, key.origin().kind(), key.namespace(), key.name());
    return key.address().isEmpty() ? object : object + "/" + key.address();
  }

  /** {@code network/10.0.0.1}; the mesh's own network has no name. */
  static String address(String network, String address) {
    return network + "/" + address;
  }

  /** An AuthorizationPolicy: {@code default/view-only}. */
  static String policy(ObjectRef policy) {
    return policy.namespace() + "/" + policyName(policy);
  }

  /**
   * The same without its namespace. One in a folder may have a name that no cluster takes; it is
   * told all the same, but never as a policy of ours.
   */
  static String policyName(ObjectRef policy) {
    return policy.name().indexOf('_') < 0 ? policy.name() : NO_NAME + policy.name();
  }

  /** The policy that refuses all who come without mutual TLS, without its namespace. */
  static String strict() {
    return STRICT;
  }

  /** The policy that a PeerAuthentication is because of its ports, without its namespace. */
  static String ofPorts(ObjectRef peerAuthentication) {
    return OF_PORTS + peerAuthentication.name();
  }
}
