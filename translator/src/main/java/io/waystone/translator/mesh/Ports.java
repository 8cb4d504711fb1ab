package io.waystone.translator.mesh;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Index;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.Meta;
import io.waystone.translator.input.ObjectRef;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The service ports behind each waypoint, and the addresses that lead to them. A host and port, and
 * an address and port, have one owner each: otherwise the ServiceEntry of one tenant could take
 * over the door of another's service.
 */
final class Ports {

  /** The port that each host and number is. */
  final Collection<PortKey, Outcome<MeshPort>> ports;

  /** The port that each address and number leads to. */
  final Collection<Authority, Outcome<PortKey>> authorities;

  private final Services services;
  private final Index<PortKey, ServiceKey, Outcome<Capture>> byHost;
  private final Index<Authority, ServiceKey, Outcome<Capture>> byAddress;

  /** The Services that have an address. */
  final Index<WaypointAddress, ServiceKey, Outcome<Capture>> servicesByAddress;

  /** The pods that have it. */
  final Index<WaypointAddress, ObjectRef, Outcome<PodCapture>> podsByAddress;

  Ports(GraphBuilder graph, Services services, Captures captures, PodCaptures pods) {
    this.services = services;
    byHost =
        graph.index("captures by host and port", captures.captures, (_, c) -> hosts(c.value()));
    byAddress =
        graph.index(
            "captures by address and port", captures.captures, (_, c) -> addresses(c.value()));
    servicesByAddress =
        graph.index("services by address", captures.captures, (_, c) -> ofService(c.value()));
    podsByAddress = graph.index("pods by address", pods.captures, (_, pod) -> ofPod(pod.value()));
    ports = graph.collection("ports", byHost.buckets(), this::port);
    authorities = graph.collection("authorities", byAddress.buckets(), this::authority);
  }

  private static Set<PortKey> hosts(Capture capture) {
    Set<PortKey> keys = new LinkedHashSet<>();
    for (WaypointKey waypoint : capture.waypoint().stream().toList()) {
      for (int port : capture.ports()) {
        keys.add(new PortKey(waypoint, capture.host(), port));
      }
    }
    return keys;
  }

  private static Set<Authority> addresses(Capture capture) {
    Set<Authority> keys = new LinkedHashSet<>();
    for (WaypointKey waypoint : capture.waypoint().stream().toList()) {
      for (String address : capture.addresses()) {
        for (int port : capture.ports()) {
          keys.add(new Authority(waypoint, address, port));
        }
      }
    }
    return keys;
  }

  private static Set<WaypointAddress> ofService(Capture capture) {
    return switch (capture.service().origin()) {
      case SERVICE ->
          capture.waypoint().stream()
              .flatMap(waypoint ->
                  capture.addresses().stream().map(text -> new WaypointAddress(waypoint, text)))
              .collect(Collectors.toSet());
      case SERVICE_ENTRY -> Set.of();
    };
  }

  private static Set<WaypointAddress> ofPod(PodCapture pod) {
    return pod.waypoint().stream()
        .flatMap(
            waypoint -> pod.addresses().stream().map(text -> new WaypointAddress(waypoint, text)))
        .collect(Collectors.toSet());
  }

  private Optional<Outcome<MeshPort>> port(Reader read, PortKey key) {
    List<Outcome<Capture>> claims =
        read.bucket(byHost, key).values().stream().sorted(precedence(key.waypoint())).toList();
    Outcome<Capture> owner = claims.getFirst();
    return read.find(services.services, owner.value().service())
        .flatMap(service -> Optional.ofNullable(service.ports().get(key.port())))
        .map(port -> {
          Outcome.Notes notes = new Outcome.Notes().causes(owner.causes());
          lost(claims, "host " + key.host() + ", port " + key.port(), notes);
          takenAddresses(read, key, owner.value(), notes);
          return notes.outcome(
              new MeshPort(
                  key, owner.value().service(), port.protocol(), owner.value().addresses()));
        });
  }

  private Optional<Outcome<PortKey>> authority(Reader read, Authority key) {
    List<Outcome<Capture>> claims =
        read.bucket(byAddress, key).values().stream()
            .filter(claim -> ownsPort(read, key, claim.value()))
            .sorted(precedence(key.waypoint()))
            .toList();
    if (claims.isEmpty()) {
      return Optional.empty();
    }
    Outcome<Capture> owner = claims.getFirst();
    if (holder(read, key.waypoint(), key.address(), owner.value()).isPresent()) {
      return Optional.empty();
    }
    Outcome.Notes notes = new Outcome.Notes().causes(owner.causes());
    lost(claims, "address " + key.text(), notes);
    return Optional.of(
        notes.outcome(new PortKey(key.waypoint(), owner.value().host(), key.port())));
  }

  /** Who lost its host to another must not lead its addresses to the other's port. */
  private boolean ownsPort(Reader read, Authority key, Capture claim) {
    return read.find(ports, new PortKey(key.waypoint(), claim.host(), key.port()))
        .map(port -> port.value().service().equals(claim.service()))
        .orElse(false);
  }

  /**
   * The Service, or else the pod, that an address of a ServiceEntry belongs to. It has all ports of
   * it, those too that it does not serve: they are no way in for another's.
   */
  private Optional<ObjectRef> holder(
      Reader read, WaypointKey waypoint, String address, Capture claim) {
    WaypointAddress asked = new WaypointAddress(waypoint, address);
    return switch (claim.service().origin()) {
      case SERVICE -> Optional.empty();
      case SERVICE_ENTRY ->
          Stream.concat(
                  read.members(servicesByAddress, asked).stream().map(ServiceKey::object),
                  read.members(podsByAddress, asked).stream())
              .findFirst();
    };
  }

  /** Where a Service has the same port, the authority says who lost it. */
  private void takenAddresses(Reader read, PortKey key, Capture claim, Outcome.Notes notes) {
    for (String address : claim.addresses()) {
      Authority authority = new Authority(key.waypoint(), address, key.port());
      holder(read, key.waypoint(), address, claim)
          .filter(holder ->
              read.members(byAddress, authority).stream()
                  .noneMatch(service -> service.object().equals(holder)))
          .ifPresent(holder ->
              notes.diagnostic(
                  new Diagnostic(
                      Code.WS0304,
                      Cause.of(claim.service().object()),
                      "address " + address + " belongs to " + holder,
                      "this object gets no request for port " + key.port() + " of it",
                      "Give it an address of its own")));
    }
  }

  /**
   * Service before ServiceEntry, the waypoint's own namespace before others, older before newer,
   * then by name.
   */
  private static Comparator<Outcome<Capture>> precedence(WaypointKey waypoint) {
    return Comparator.comparing(
        Outcome::value,
        Comparator.comparing((Capture capture) -> capture.service().origin())
            .thenComparing(capture -> !capture.service().namespace().equals(waypoint.namespace()))
            .thenComparing(Capture::meta, Meta.OLDEST_FIRST)
            .thenComparing(Capture::service));
  }

  private static void lost(List<Outcome<Capture>> claims, String what, Outcome.Notes notes) {
    ServiceKey owner = claims.getFirst().value().service();
    for (Outcome<Capture> loser : claims.subList(1, claims.size())) {
      notes.diagnostic(
          new Diagnostic(
              Code.WS0304,
              Cause.of(loser.value().service().object()),
              what + " belongs to " + described(owner),
              "this object gets no request for it",
              "Remove it from one of the two"));
    }
  }

  /** Hosts of one ServiceEntry may claim the same address. */
  private static String described(ServiceKey service) {
    return switch (service.origin()) {
      case SERVICE -> service.object().toString();
      case SERVICE_ENTRY -> service.object() + ", host " + service.host();
    };
  }
}
