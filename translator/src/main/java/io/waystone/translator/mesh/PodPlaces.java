package io.waystone.translator.mesh;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.Pod;
import java.util.Optional;

/**
 * Which pods run on which node. Also those that are not in the mesh: a node's proxy asks for the
 * identity of a pod before it has been taken in.
 */
final class PodPlaces {

  /** The pods that have a node and have not ended. */
  final Collection<ObjectRef, PodPlace> places;

  private final Inputs inputs;

  PodPlaces(GraphBuilder graph, Inputs inputs) {
    this.inputs = inputs;
    places = graph.collection("pod places", inputs.pods.keys(), this::place);
  }

  private Optional<PodPlace> place(Reader read, ObjectRef ref) {
    Optional<Pod> placed = read.find(inputs.pods, ref).filter(pod -> !pod.node().isEmpty());
    return placed.flatMap(pod ->
        read.find(inputs.podInstances, ref)
            .filter(instance -> !instance.ended())
            .map(instance ->
                new PodPlace(
                    instance.uid(), pod.serviceAccount(), pod.node(), instance.hostNetwork())));
  }
}
