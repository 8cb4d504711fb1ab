package io.waystone.translator.mesh;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.Function;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Index;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Meta;
import io.waystone.translator.input.ServiceEntry;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * To which service a host of a namespace, and an address of the mesh, belongs: to one. A Service
 * goes before a ServiceEntry, an older one before a newer one; otherwise the ServiceEntry of one
 * tenant could take over the address of another's service.
 */
final class Hosts {

  /** The service that each host is, for each namespace that has one of it. */
  final Collection<HostName, ServiceKey> owners;

  /** The service that is meant by a host where the client's namespace has none. */
  final Function<String, Optional<ServiceKey>> canonical;

  private final Inputs inputs;
  private final Services services;
  private final Captures captures;
  private final WorkloadBases workloads;
  private final Index<HostName, ServiceKey, MeshService> byHost;
  private final Index<String, HostName, ServiceKey> byName;
  private final Index<String, ServiceKey, MeshService> byAddress;
  private final Function<String, Optional<ServiceKey>> addressOwners;

  Hosts(
      GraphBuilder graph,
      Inputs inputs,
      Services services,
      Captures captures,
      WorkloadBases workloads) {
    this.inputs = inputs;
    this.services = services;
    this.captures = captures;
    this.workloads = workloads;
    byHost =
        graph.index(
            "services by host of a namespace",
            services.services,
            (key, service) -> Set.of(new HostName(key.namespace(), service.host())));
    owners =
        graph.collection(
            "owners of hosts",
            byHost.buckets(),
            (read, host) -> candidates(read, host).stream().findFirst());
    byName = graph.index("owners by host", owners, (host, _) -> Set.of(host.host()));
    canonical = graph.function("canonical services", this::canonical);
    byAddress =
        graph.index(
            "services of the mesh by address",
            services.services,
            (_, service) -> Set.copyOf(service.addresses()));
    addressOwners = graph.function("owners of addresses", this::addressOwner);
  }

  /** The services that claim a host in a namespace, the owner first. */
  List<ServiceKey> candidates(Reader read, HostName host) {
    return read.bucket(byHost, host).values().stream()
        .sorted(precedence())
        .map(MeshService::key)
        .toList();
  }

  /** Whether a service owns its host. */
  boolean owns(Reader read, MeshService service) {
    return read.find(owners, new HostName(service.key().namespace(), service.host()))
        .filter(service.key()::equals)
        .isPresent();
  }

  /**
   * Who has an address, or a range of them; empty: a pod, which goes before what a ServiceEntry
   * claims.
   */
  Optional<ServiceKey> ofAddress(Reader read, String address) {
    return read.get(addressOwners, address);
  }

  private Optional<ServiceKey> addressOwner(Reader read, String address) {
    Optional<ServiceKey> owner =
        read.bucket(byAddress, address).values().stream()
            .filter(service -> owns(read, service))
            .min(
                Comparator.comparing((MeshService service) -> service.key().origin())
                    // As at the waypoint, for those that have the same one.
                    .thenComparing(service -> !besideItsWaypoint(read, service.key()))
                    .thenComparing(precedence()))
            .map(MeshService::key);
    return owner.filter(key ->
        switch (key.origin()) {
          case SERVICE -> true;
          case SERVICE_ENTRY ->
              workloads
                  .owner(read, "", address)
                  .filter(workload -> workload.origin() == WorkloadKey.Origin.POD)
                  .isEmpty();
        });
  }

  private boolean besideItsWaypoint(Reader read, ServiceKey key) {
    return read.find(captures.captures, key)
        .flatMap(capture -> capture.value().waypoint())
        .filter(waypoint -> waypoint.namespace().equals(key.namespace()))
        .isPresent();
  }

  private static Comparator<MeshService> precedence() {
    return Comparator.comparing((MeshService service) -> service.key().origin())
        .thenComparing(MeshService::meta, Meta.OLDEST_FIRST)
        .thenComparing(MeshService::key);
  }

  /** istiod: a Service, else the oldest ServiceEntry that all namespaces know. */
  private Optional<ServiceKey> canonical(Reader read, String host) {
    return read.bucket(byName, host).values().stream()
        .flatMap(key -> read.find(services.services, key).stream())
        .filter(service -> isPublic(read, service.key()))
        .min(precedence())
        .map(MeshService::key);
  }

  private boolean isPublic(Reader read, ServiceKey key) {
    return switch (key.origin()) {
      case SERVICE -> true;
      case SERVICE_ENTRY ->
          read.find(inputs.serviceEntries, key.object())
              .map(ServiceEntry::workloads)
              .filter(ServiceEntry.Workloads::ownNamespaceOnly)
              .isEmpty();
    };
  }
}
