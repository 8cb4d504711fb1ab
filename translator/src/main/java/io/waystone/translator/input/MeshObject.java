package io.waystone.translator.input;

/** An input object as a small record that holds what means something to the mesh. */
public sealed interface MeshObject
    permits AuthorizationPolicy,
        EndpointSlice,
        Gateway,
        GatewayClass,
        MeshSettings,
        Namespace,
        Node,
        PeerAuthentication,
        Pod,
        ReferenceGrant,
        RouteObject,
        Service,
        ServiceEntry,
        WorkloadEntry {

  /** Its name and age. */
  Meta meta();

  /** Its name. */
  default ObjectRef ref() {
    return meta().ref();
  }
}
