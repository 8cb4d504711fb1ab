package io.waystone.server.cli;

import io.waystone.server.identity.Residents;
import io.waystone.server.identity.ServiceAccount;
import io.waystone.server.identity.Workload.BoundPod;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.mesh.PodPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which pods run on which node, kept from what each revision has changed. The thread of the
 * translation writes, any thread asks; both cost the same however many pods there are.
 */
final class NodeResidents implements Residents {

  /** One pod or several that are the same to a node's proxy. */
  private record Resident(String node, String namespace, String account) {}

  private final Map<ObjectRef, PodPlace> pods = new ConcurrentHashMap<>();
  private final Map<Resident, Integer> counts = new ConcurrentHashMap<>();

  /** Takes over what a revision has changed. */
  void take(Map<ObjectRef, Optional<PodPlace>> changes) {
    List<Resident> gone = new ArrayList<>();
    changes.forEach((pod, place) -> {
      resident(pod, place).ifPresent(now -> counts.merge(now, 1, Integer::sum));
      Optional<PodPlace> before =
          Optional.ofNullable(place.isPresent() ? pods.put(pod, place.get()) : pods.remove(pod));
      resident(pod, before).ifPresent(gone::add);
    });
    // Afterwards: nobody may ask between a pod's end and the beginning of the one in its place.
    gone.forEach(
        resident -> counts.computeIfPresent(resident, (_, count) -> count == 1 ? null : count - 1));
  }

  private static Optional<Resident> resident(ObjectRef pod, Optional<PodPlace> place) {
    return place
        .filter(it -> !it.hostNetwork())
        .map(it -> new Resident(it.node(), pod.namespace(), it.serviceAccount()));
  }

  @Override
  public boolean runsOn(String node, ServiceAccount account) {
    return counts.containsKey(new Resident(node, account.namespace(), account.name()));
  }

  @Override
  public Optional<String> nodeOf(BoundPod pod, ServiceAccount account) {
    return Optional.ofNullable(pods.get(new ObjectRef("Pod", account.namespace(), pod.name())))
        .filter(place -> place.uid().equals(pod.uid()))
        .filter(place -> place.serviceAccount().equals(account.name()))
        .map(PodPlace::node);
  }
}
