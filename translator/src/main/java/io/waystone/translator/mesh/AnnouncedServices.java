package io.waystone.translator.mesh;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.Function;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.IpFamilies;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.Service;
import io.waystone.translator.input.ServiceEntry;
import io.waystone.translator.input.ServicePort;
import io.waystone.translator.mesh.AnnouncedService.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The services that ztunnel is told of. */
final class AnnouncedServices {

  private static final String INGRESS = "istio.io/ingress-use-waypoint";

  final Collection<HostName, Outcome<AnnouncedService>> services;

  /** The label of a namespace; what else changes in it changes no service. */
  private final Function<String, Boolean> ingressOfNamespaces;

  private final Inputs inputs;
  private final Services meshServices;
  private final Hosts hosts;
  private final Captures captures;
  private final Preferences preferences;
  private final ForeignWaypoints foreign;
  private final WaypointTargets targets;

  AnnouncedServices(
      GraphBuilder graph,
      Inputs inputs,
      Services meshServices,
      Hosts hosts,
      Captures captures,
      Preferences preferences,
      ForeignWaypoints foreign,
      WaypointTargets targets) {
    this.inputs = inputs;
    this.meshServices = meshServices;
    this.hosts = hosts;
    this.captures = captures;
    this.preferences = preferences;
    this.foreign = foreign;
    this.targets = targets;
    ingressOfNamespaces =
        graph.function(
            "ingress labels of namespaces",
            (read, name) ->
                read.find(inputs.namespaces, new ObjectRef("Namespace", "", name))
                    .map(namespace -> namespace.labels().getOrDefault(INGRESS, ""))
                    .filter(Boolean::parseBoolean)
                    .isPresent());
    services = graph.collection("announced services", hosts.owners.keys(), this::service);
  }

  private Optional<Outcome<AnnouncedService>> service(Reader read, HostName name) {
    return read.find(hosts.owners, name)
        .flatMap(key -> read.find(meshServices.services, key))
        .flatMap(service ->
            switch (service.key().origin()) {
              case SERVICE ->
                  read.find(inputs.services, service.key().object())
                      .map(written -> ofService(read, name, service, written));
              case SERVICE_ENTRY ->
                  read.find(inputs.serviceEntries, service.key().object())
                      .map(written -> ofEntry(read, name, service, written));
            });
  }

  private Outcome<AnnouncedService> ofService(
      Reader read, HostName name, MeshService service, Service written) {
    Outcome.Notes notes = notes(read, name, service);
    Optional<WaypointTarget> waypoint = waypoint(read, service, notes);
    return notes.outcome(
        new AnnouncedService(
            name,
            service.key(),
            addresses(read, service, notes),
            ports(service, written.ports()),
            List.of(),
            waypoint,
            written.workloads().sameNode()
                ? Choice.SAME_NODE_ONLY
                : preferred(read, service.key(), notes),
            written.workloads().unready(),
            written.workloads().families(),
            true,
            waypoint.isPresent() && ingress(read, name, written.workloads().ingress()),
            false));
  }

  private Outcome<AnnouncedService> ofEntry(
      Reader read, HostName name, MeshService service, ServiceEntry written) {
    Outcome.Notes notes = notes(read, name, service);
    Optional<WaypointTarget> waypoint = waypoint(read, service, notes);
    boolean asCalled = written.resolution().equals("NONE");
    return notes.outcome(
        new AnnouncedService(
            name,
            service.key(),
            addresses(read, service, notes),
            ports(service, written.ports()),
            written.workloads().subjectAltNames(),
            waypoint,
            asCalled ? Choice.AS_CALLED : preferred(read, service.key(), notes),
            asCalled,
            IpFamilies.AUTOMATIC,
            read.get(hosts.canonical, name.host()).filter(service.key()::equals).isPresent(),
            waypoint.isPresent() && ingress(read, name, written.workloads().ingress()),
            written.workloads().ownNamespaceOnly()));
  }

  private Outcome.Notes notes(Reader read, HostName name, MeshService service) {
    Outcome.Notes notes = new Outcome.Notes().cause(Cause.of(service.key().object()));
    hosts.candidates(read, name).stream()
        .skip(1)
        .filter(loser -> !captured(read, loser))
        .forEach(loser -> notes.diagnostic(lost(loser, "host " + name.host(), service.key())));
    return notes;
  }

  /** Of one that a waypoint captures, the waypoint's port says it. */
  private boolean captured(Reader read, ServiceKey key) {
    return read.find(captures.captures, key)
        .filter(capture -> capture.value().waypoint().isPresent())
        .isPresent();
  }

  /** Those that belong to it. */
  private List<String> addresses(Reader read, MeshService service, Outcome.Notes notes) {
    List<String> own = new ArrayList<>();
    for (String address : service.addresses()) {
      Optional<ServiceKey> owner = hosts.ofAddress(read, address);
      if (owner.filter(service.key()::equals).isPresent()) {
        own.add(address);
      } else if (!captured(read, service.key())) {
        String what = "address " + address;
        notes.diagnostic(
            owner
                .map(other -> lost(service.key(), what, other))
                .orElseGet(() -> lostToPod(service.key(), what)));
      }
    }
    return own;
  }

  private static Diagnostic lost(ServiceKey loser, String what, ServiceKey owner) {
    return new Diagnostic(
        Code.WS0304,
        Cause.of(loser.object()),
        what + " belongs to " + owner.object(),
        "ztunnel is not told that it is this object's",
        "Remove it from one of the two");
  }

  private static Diagnostic lostToPod(ServiceKey loser, String what) {
    return new Diagnostic(
        Code.WS0304,
        Cause.of(loser.object()),
        what + " belongs to a pod",
        "ztunnel is not told that it is this object's",
        "Give it an address of its own");
  }

  private static List<AnnouncedService.Port> ports(MeshService service, List<ServicePort> written) {
    List<AnnouncedService.Port> ports = new ArrayList<>();
    for (ServicePort port : TcpPorts.of(service, written)) {
      int target = TcpPorts.target(service.key().origin(), port);
      ports.add(new AnnouncedService.Port(port.number(), target, AppProtocol.of(port)));
    }
    return ports;
  }

  private Optional<WaypointTarget> waypoint(Reader read, MeshService service, Outcome.Notes notes) {
    Optional<WaypointKey> ours =
        read.find(captures.captures, service.key())
            .flatMap(capture -> {
              notes.causes(capture.causes());
              return capture.value().waypoint();
            });
    Optional<WaypointKey> named =
        ours.or(() ->
            foreign.of(read, Bindings.Bound.SERVICE, service.key().object(), service.waypoint()));
    named.ifPresent(key -> notes.cause(Cause.of(Waypoints.gateway(key))));
    return named.map(key -> read.get(targets.targets, key));
  }

  private Choice preferred(Reader read, ServiceKey key, Outcome.Notes notes) {
    Outcome<Preference> preference = read.get(preferences.preferences, key);
    notes.causes(preference.causes());
    return switch (preference.value()) {
      case NONE -> Choice.ANY;
      case SAME_ZONE -> Choice.PREFER_ZONE;
      case SAME_NODE -> Choice.PREFER_NODE;
    };
  }

  private boolean ingress(Reader read, HostName name, Optional<Boolean> own) {
    return own.orElseGet(() -> read.get(ingressOfNamespaces, name.namespace()));
  }
}
