package io.waystone.translator.mesh;

import io.waystone.translator.graph.Batch;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Input;
import io.waystone.translator.input.AuthorizationPolicy;
import io.waystone.translator.input.EndpointSlice;
import io.waystone.translator.input.Gateway;
import io.waystone.translator.input.GatewayClass;
import io.waystone.translator.input.MeshObject;
import io.waystone.translator.input.MeshSettings;
import io.waystone.translator.input.Namespace;
import io.waystone.translator.input.Node;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.PeerAuthentication;
import io.waystone.translator.input.Pod;
import io.waystone.translator.input.ReferenceGrant;
import io.waystone.translator.input.RouteObject;
import io.waystone.translator.input.Service;
import io.waystone.translator.input.ServiceEntry;
import io.waystone.translator.input.WorkloadEntry;

/** The inputs of the graph: one for each kind, objects by name. */
public final class Inputs {

  final Input<ObjectRef, MeshSettings> settings;
  final Input<ObjectRef, Namespace> namespaces;
  final Input<ObjectRef, Node> nodes;
  final Input<ObjectRef, GatewayClass> gatewayClasses;
  final Input<ObjectRef, Gateway> gateways;
  final Input<ObjectRef, Service> services;
  final Input<ObjectRef, ServiceEntry> serviceEntries;
  final Input<ObjectRef, WorkloadEntry> workloadEntries;

  /** Without what each is at the moment, which is {@link #podInstances}. */
  final Input<ObjectRef, Pod> pods;

  final Input<ObjectRef, Pod.Instance> podInstances;
  final Input<ObjectRef, EndpointSlice> endpointSlices;
  final Input<ObjectRef, ReferenceGrant> referenceGrants;
  final Input<ObjectRef, RouteObject> routes;
  final Input<ObjectRef, AuthorizationPolicy> policies;
  final Input<ObjectRef, PeerAuthentication> peerAuthentications;

  public Inputs(GraphBuilder graph) {
    settings = graph.input("mesh settings");
    namespaces = graph.input("namespaces");
    nodes = graph.input("nodes");
    gatewayClasses = graph.input("gateway classes");
    gateways = graph.input("gateways");
    services = graph.input("kubernetes services");
    serviceEntries = graph.input("service entries");
    workloadEntries = graph.input("workload entries");
    pods = graph.input("pods");
    podInstances = graph.input("pod instances");
    endpointSlices = graph.input("endpoint slices");
    referenceGrants = graph.input("reference grants");
    routes = graph.input("routes");
    policies = graph.input("authorization policies");
    peerAuthentications = graph.input("peer authentications");
  }

  /** Adds the object to the batch; one with the same name is replaced. */
  public void set(Batch batch, MeshObject object) {
    switch (object) {
      case MeshSettings o -> batch.set(settings, o.ref(), o);
      case Namespace o -> batch.set(namespaces, o.ref(), o);
      case Node o -> batch.set(nodes, o.ref(), o);
      case GatewayClass o -> batch.set(gatewayClasses, o.ref(), o);
      case Gateway o -> batch.set(gateways, o.ref(), o);
      case Service o -> batch.set(services, o.ref(), o);
      case ServiceEntry o -> batch.set(serviceEntries, o.ref(), o);
      case WorkloadEntry o -> batch.set(workloadEntries, o.ref(), o);
      case Pod o -> {
        batch.set(pods, o.ref(), o.withoutInstance());
        batch.set(podInstances, o.ref(), o.instance());
      }
      case EndpointSlice o -> batch.set(endpointSlices, o.ref(), o);
      case ReferenceGrant o -> batch.set(referenceGrants, o.ref(), o);
      case RouteObject o -> batch.set(routes, o.ref(), o);
      case AuthorizationPolicy o -> batch.set(policies, o.ref(), o);
      case PeerAuthentication o -> batch.set(peerAuthentications, o.ref(), o);
    }
  }

  /** Removes the object of that name; of a kind that is no input, nothing. */
  public void remove(Batch batch, ObjectRef ref) {
    switch (ref.kind()) {
      case "ConfigMap" -> batch.remove(settings, ref);
      case "Namespace" -> batch.remove(namespaces, ref);
      case "Node" -> batch.remove(nodes, ref);
      case "GatewayClass" -> batch.remove(gatewayClasses, ref);
      case "Gateway" -> batch.remove(gateways, ref);
      case "Service" -> batch.remove(services, ref);
      case "ServiceEntry" -> batch.remove(serviceEntries, ref);
      case "WorkloadEntry" -> batch.remove(workloadEntries, ref);
      case "Pod" -> {
        batch.remove(pods, ref);
        batch.remove(podInstances, ref);
      }
      case "EndpointSlice" -> batch.remove(endpointSlices, ref);
      case "ReferenceGrant" -> batch.remove(referenceGrants, ref);
      case "HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute" -> batch.remove(routes, ref);
      case "AuthorizationPolicy" -> batch.remove(policies, ref);
      case "PeerAuthentication" -> batch.remove(peerAuthentications, ref);
      default -> {}
    }
  }
}
