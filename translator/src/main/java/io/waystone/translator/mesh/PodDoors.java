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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The addresses of pods that each waypoint has a door to. A Service's address is no pod's: a door
 * has one owner.
 */
final class PodDoors {

  /** Whether the door of each address is open, and which pod it is. */
  final Collection<WaypointAddress, Outcome<Door>> doors;

  private final Index<WaypointKey, WaypointAddress, Outcome<Door>> open;
  private final Ports ports;
  private final Policies policies;

  /** The address of a pod at a waypoint. */
  record Door(ObjectRef pod, boolean open) {}

  PodDoors(GraphBuilder graph, Ports ports, Policies policies) {
    this.ports = ports;
    this.policies = policies;
    doors = graph.collection("pod doors", ports.podsByAddress.buckets(), this::door);
    open =
        graph.index(
            "open pod doors",
            doors,
            (address, door) -> door.value().open() ? Set.of(address.waypoint()) : Set.of());
  }

  /** The addresses with an open door, sorted. */
  Outcome<List<String>> of(Reader read, WaypointKey waypoint) {
    List<String> addresses = new ArrayList<>();
    Outcome.Notes notes = new Outcome.Notes();
    read.bucket(open, waypoint)
        .forEach((address, door) -> {
          addresses.add(address.text());
          notes.causes(door.causes());
        });
    return notes.outcome(List.copyOf(addresses));
  }

  private Optional<Outcome<Door>> door(Reader read, WaypointAddress address) {
    // Two pods have the same address for a moment at most: while one is still written down.
    Outcome<PodCapture> owner =
        read.bucket(ports.podsByAddress, address).values().stream()
            .min(precedence(address.waypoint()))
            .orElseThrow();
    ObjectRef pod = owner.value().meta().ref();
    Outcome.Notes notes = new Outcome.Notes().causes(owner.causes());
    Optional<ServiceKey> service =
        read.members(ports.servicesByAddress, address).stream().findFirst();
    service.ifPresent(holder -> notes.diagnostic(lost(pod, address.text(), holder)));
    boolean closed = policies.closes(read, pod.namespace());
    return Optional.of(notes.outcome(new Door(pod, service.isEmpty() && !closed)));
  }

  private static Comparator<Outcome<PodCapture>> precedence(WaypointKey waypoint) {
    return Comparator.comparing(
        (Outcome<PodCapture> pod) -> pod.value().meta(),
        Comparator.comparing((Meta meta) -> !meta.namespace().equals(waypoint.namespace()))
            .thenComparing(Meta.OLDEST_FIRST));
  }

  private static Diagnostic lost(ObjectRef pod, String address, ServiceKey holder) {
    return new Diagnostic(
        Code.WS0304,
        Cause.of(pod),
        "address " + address + " belongs to " + holder.object(),
        "the pod gets no request for it through the waypoint",
        "");
  }
}
