package io.waystone.translator.ztunnel;

import io.waystone.api.authorization.Authorization;
import io.waystone.api.workload.Address;
import io.waystone.translator.graph.Changes;
import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.Graph;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Index;
import io.waystone.translator.graph.Keys;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.mesh.AnnouncedService;
import io.waystone.translator.mesh.HostName;
import io.waystone.translator.mesh.Outcome;
import io.waystone.translator.mesh.PeerPolicy;
import io.waystone.translator.mesh.TunnelPolicy;
import io.waystone.translator.mesh.Workload;
import io.waystone.translator.mesh.WorkloadKey;
import io.waystone.translator.mesh.WorkloadModel;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** The mesh as ztunnel's messages: stages after those of the mesh, each with xDS names as keys. */
public final class ZtunnelModel {

  private final Collection<String, Outcome<Named<Address>>> workloads;
  private final Collection<String, Outcome<Named<Address>>> services;

  /**
   * The one policy that refuses who comes without mutual TLS, at most one member. It is there
   * before any workload names it: a name without a policy would let everybody in.
   */
  private final Collection<String, Outcome<Named<Authorization>>> strict;

  /** Those of PeerAuthentications with ports. */
  private final Collection<String, Outcome<Named<Authorization>>> ofPorts;

  /** AuthorizationPolicies without targets. */
  private final Collection<String, Outcome<Named<Authorization>>> policies;

  private final String cluster;
  private final WorkloadModel mesh;
  private final Index<String, WorkloadKey, Outcome<Workload>> workloadsByName;
  private final Index<String, HostName, Outcome<AnnouncedService>> servicesByName;
  private final Index<String, ObjectRef, Outcome<PeerPolicy.OfPorts>> portsByName;
  private final Index<String, ObjectRef, Outcome<TunnelPolicy>> policiesByName;

  /**
   * Declares the stages.
   *
   * @param cluster its id, which begins the names of workloads
   */
  public ZtunnelModel(GraphBuilder graph, WorkloadModel mesh, String cluster) {
    this.cluster = cluster;
    this.mesh = mesh;
    workloadsByName =
        graph.index(
            "workloads by xDS name",
            mesh.workloads(),
            (key, _) -> Set.of(Names.workload(cluster, key)));
    servicesByName =
        graph.index("services by xDS name", mesh.services(), (host, _) -> Set.of(host.toString()));
    portsByName =
        graph.index(
            "peer policies by xDS name",
            mesh.peerPolicies(),
            (ref, _) -> Set.of(ref.namespace() + "/" + Names.ofPorts(ref)));
    policiesByName =
        graph.index("policies by xDS name", mesh.policies(), (ref, _) -> Set.of(Names.policy(ref)));
    policies = graph.collection("ztunnel policies", policiesByName.buckets(), this::policy);
    workloads = graph.collection("ztunnel workloads", workloadsByName.buckets(), this::workload);
    services = graph.collection("ztunnel services", servicesByName.buckets(), this::service);
    ofPorts = graph.collection("ztunnel peer policies", portsByName.buckets(), this::ofPorts);
    Keys<String> anything = mesh.anything();
    strict =
        graph.collection("ztunnel strict policy", anything, (read, _) -> Optional.of(strict(read)));
  }

  private List<Collection<String, Outcome<Named<Address>>>> addresses() {
    return List.of(workloads, services);
  }

  /** The policies of every origin. */
  private List<Collection<String, Outcome<Named<Authorization>>>> authorizations() {
    return List.of(policies, ofPorts, strict);
  }

  /** All workloads, by uid, and services, by {@code namespace/host}. */
  public SortedMap<String, Outcome<Named<Address>>> addresses(Graph graph) {
    return byName(graph, addresses());
  }

  /** All policies, by {@code namespace/name}. */
  public SortedMap<String, Outcome<Named<Authorization>>> authorizations(Graph graph) {
    return byName(graph, authorizations());
  }

  private static <M> SortedMap<String, Outcome<Named<M>>> byName(
      Graph graph, List<Collection<String, Outcome<Named<M>>>> stages) {
    SortedMap<String, Outcome<Named<M>>> found = new TreeMap<>();
    for (Collection<String, Outcome<Named<M>>> stage : stages) {
      graph.snapshot(stage).values().forEach(made -> found.put(made.value().name(), made));
    }
    return found;
  }

  /** All of both as it is sent, by type and name. */
  public SortedMap<ZtunnelId, ZtunnelResource> resources(Graph graph) {
    SortedMap<ZtunnelId, ZtunnelResource> found = new TreeMap<>();
    Stream.concat(
            authorizations(graph).values().stream().map(ZtunnelResource::ofPolicy),
            addresses(graph).values().stream().map(ZtunnelResource::ofAddress))
        .forEach(resource -> found.put(resource.id(), resource));
    return found;
  }

  /** How what ztunnels get differs from what it was before, by type and name. */
  public List<ZtunnelChange> changes(Changes changes) {
    SortedMap<ZtunnelId, Optional<ZtunnelResource>> found = new TreeMap<>();
    authorizations()
        .forEach(stage ->
            note(changes, stage, ZtunnelType.AUTHORIZATION, ZtunnelResource::ofPolicy, found));
    addresses()
        .forEach(
            stage -> note(changes, stage, ZtunnelType.ADDRESS, ZtunnelResource::ofAddress, found));
    return found.entrySet().stream()
        .map(entry -> new ZtunnelChange(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** A stage has one member under each key, but what that is called may change. */
  private static <M> void note(
      Changes changes,
      Collection<String, Outcome<Named<M>>> stage,
      ZtunnelType type,
      Function<Outcome<Named<M>>, ZtunnelResource> spell,
      SortedMap<ZtunnelId, Optional<ZtunnelResource>> found) {
    changes
        .before(stage)
        .values()
        .forEach(before ->
            before.ifPresent(was ->
                found.putIfAbsent(new ZtunnelId(type, was.value().name()), Optional.empty())));
    changes
        .of(stage)
        .values()
        .forEach(now ->
            now.map(spell).ifPresent(resource -> found.put(resource.id(), Optional.of(resource))));
  }

  private Optional<Outcome<Named<Authorization>>> policy(Reader read, String name) {
    return read.members(policiesByName, name).stream()
        .findFirst()
        .flatMap(ref -> read.find(mesh.policies(), ref))
        .map(policy -> spelled(policy, PolicyMessage.of(policy.value())));
  }

  private Optional<Outcome<Named<Address>>> workload(Reader read, String name) {
    String root = mesh.rootNamespace(read);
    return read.members(workloadsByName, name).stream()
        .findFirst()
        .flatMap(key -> read.find(mesh.workloads(), key))
        .map(workload -> spelled(workload, WorkloadMessage.of(cluster, root, workload.value())));
  }

  private Optional<Outcome<Named<Address>>> service(Reader read, String name) {
    return read.members(servicesByName, name).stream()
        .findFirst()
        .flatMap(host -> read.find(mesh.services(), host))
        .map(service -> spelled(service, ServiceMessage.of(service.value())));
  }

  private Optional<Outcome<Named<Authorization>>> ofPorts(Reader read, String name) {
    return read.members(portsByName, name).stream()
        .findFirst()
        .flatMap(ref -> read.find(mesh.peerPolicies(), ref))
        .map(policy -> spelled(policy, PeerMessage.of(policy.value())));
  }

  private Outcome<Named<Authorization>> strict(Reader read) {
    return new Outcome<>(
        PeerMessage.strict(mesh.rootNamespace(read)), List.of(), Collections.emptySortedSet());
  }

  /** What is to be said of it, the mesh has said. */
  private static <M> Outcome<M> spelled(Outcome<?> of, M message) {
    return new Outcome<>(message, List.of(), of.causes());
  }
}
