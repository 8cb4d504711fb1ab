package io.waystone.translator.input;

import com.google.common.collect.ImmutableList;
import io.waystone.translator.input.FieldReader.Manner;
import io.waystone.translator.input.FieldReader.Unknown;
import java.util.Arrays;
import java.util.Optional;

/**
 * The kinds that are read, a line each: group and versions, how strictly, what a failure means, and
 * the fields that it has beside {@code spec} and {@code status}.
 */
enum Kind {
  NAMESPACE("Namespace", "", ImmutableList.of("v1")),
  NODE("Node", "", ImmutableList.of("v1")),
  SERVICE("Service", "", ImmutableList.of("v1")),
  POD("Pod", "", ImmutableList.of("v1")),
  CONFIG_MAP("ConfigMap", "", ImmutableList.of("v1"), "data", "binaryData", "immutable"),
  ENDPOINT_SLICE(
      "EndpointSlice",
      "discovery.k8s.io",
      ImmutableList.of("v1"),
      "addressType",
      "ports",
      "endpoints"),
  GATEWAY_CLASS("GatewayClass", Groups.GATEWAY, ImmutableList.of("v1", "v1beta1")),
  GATEWAY("Gateway", Groups.GATEWAY, ImmutableList.of("v1", "v1beta1")),
  HTTP_ROUTE("HTTPRoute", Groups.GATEWAY, ImmutableList.of("v1", "v1beta1")),
  TLS_ROUTE("TLSRoute", Groups.GATEWAY, ImmutableList.of("v1", "v1alpha3", "v1alpha2")),
  TCP_ROUTE("TCPRoute", Groups.GATEWAY, ImmutableList.of("v1", "v1alpha2")),
  GRPC_ROUTE("GRPCRoute", Groups.GATEWAY, ImmutableList.of("v1", "v1alpha2")),
  REFERENCE_GRANT("ReferenceGrant", Groups.GATEWAY, ImmutableList.of("v1", "v1beta1")),
  AUTHORIZATION_POLICY("AuthorizationPolicy", Groups.SECURITY, ImmutableList.of("v1", "v1beta1")),
  PEER_AUTHENTICATION("PeerAuthentication", Groups.SECURITY, ImmutableList.of("v1", "v1beta1")),
  SERVICE_ENTRY("ServiceEntry", Groups.NETWORKING, ImmutableList.of("v1", "v1beta1", "v1alpha3")),
  WORKLOAD_ENTRY("WorkloadEntry", Groups.NETWORKING, ImmutableList.of("v1", "v1beta1", "v1alpha3"));

  private final String kindName;
  private final String group;
  private final ImmutableList<String> versions;
  private final ImmutableList<String> fields;

  Kind(String kindName, String group, ImmutableList<String> versions, String... fields) {
    this.kindName = kindName;
    this.group = group;
    this.versions = versions;
    this.fields = ImmutableList.copyOf(fields);
  }

  /** The kind of this name in this group. */
  static Optional<Kind> of(String group, String kindName) {
    return Arrays.stream(values())
        .filter(kind -> kind.group.equals(group) && kind.kindName.equals(kindName))
        .findFirst();
  }

  /** What people write in {@code kind}. */
  String kindName() {
    return kindName;
  }

  /** The API group; empty for the core. */
  String group() {
    return group;
  }

  /** The versions that are read, newest first. */
  ImmutableList<String> versions() {
    return versions;
  }

  /** The record; empty if there is none: then a diagnostic says why. */
  Optional<MeshObject> read(ObjectBody body) {
    return switch (this) {
      case NAMESPACE -> CoreReaders.namespace(body);
      case NODE -> CoreReaders.node(body);
      case SERVICE -> ServiceReader.read(body);
      case POD -> PodReader.read(body);
      case CONFIG_MAP -> MeshSettingsReader.read(body);
      case ENDPOINT_SLICE -> EndpointSliceReader.read(body);
      case GATEWAY_CLASS -> GatewayReader.gatewayClass(body);
      case GATEWAY -> GatewayReader.read(body);
      case HTTP_ROUTE -> HttpRouteReader.read(body);
      case TLS_ROUTE -> TcpRouteReader.tls(body);
      case TCP_ROUTE -> TcpRouteReader.tcp(body);
      case GRPC_ROUTE -> GrpcRouteReader.read(body);
      case REFERENCE_GRANT -> ReferenceGrantReader.read(body);
      case AUTHORIZATION_POLICY -> AuthorizationPolicyReader.read(body);
      case PEER_AUTHENTICATION -> PeerAuthenticationReader.read(body);
      case SERVICE_ENTRY -> ServiceEntryReader.read(body);
      case WORKLOAD_ENTRY -> WorkloadEntryReader.read(body);
    };
  }

  /** The fields that an object has beside {@code spec} and {@code status}. */
  ImmutableList<String> fields() {
    return fields;
  }

  /** Whether its objects are in namespaces. */
  boolean namespaced() {
    return switch (this) {
      case NAMESPACE, NODE, GATEWAY_CLASS -> false;
      case SERVICE,
          POD,
          CONFIG_MAP,
          ENDPOINT_SLICE,
          GATEWAY,
          HTTP_ROUTE,
          TLS_ROUTE,
          TCP_ROUTE,
          GRPC_ROUTE,
          REFERENCE_GRANT,
          AUTHORIZATION_POLICY,
          PEER_AUTHENTICATION,
          SERVICE_ENTRY,
          WORKLOAD_ENTRY ->
          true;
    };
  }

  /** Whether a name of this kind is a single DNS label. */
  boolean labelName() {
    return this == NAMESPACE || this == SERVICE;
  }

  /** Whether an object is in force as a refusal, even if it cannot be read. */
  boolean failsClosed() {
    return this == AUTHORIZATION_POLICY || this == PEER_AUTHENTICATION;
  }

  /** How its objects are read (DESIGN D5: what closed means). */
  Manner manner() {
    return switch (this) {
      case AUTHORIZATION_POLICY -> new Manner(Unknown.ERROR, "the policy denies what it targets");
      case PEER_AUTHENTICATION -> new Manner(Unknown.ERROR, "its workloads take mutual TLS only");
      case HTTP_ROUTE, GRPC_ROUTE, TLS_ROUTE, TCP_ROUTE ->
          new Manner(Unknown.WARNING, "it is left out");
      case POD, NODE, CONFIG_MAP -> new Manner(Unknown.IGNORED, "it is left out");
      case NAMESPACE,
          SERVICE,
          ENDPOINT_SLICE,
          GATEWAY_CLASS,
          GATEWAY,
          REFERENCE_GRANT,
          SERVICE_ENTRY,
          WORKLOAD_ENTRY ->
          new Manner(Unknown.ERROR, "it is left out");
    };
  }
}
