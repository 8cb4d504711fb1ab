package io.waystone.translator.mesh;

import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.AuthorizationPolicy;
import io.waystone.translator.input.ObjectRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Which AuthorizationPolicies at ztunnel select a workload by its labels. */
final class SelectedPolicies {

  private final Services services;
  private final Selections<AuthorizationPolicy> bySelector;

  SelectedPolicies(GraphBuilder graph, Inputs inputs, Services services) {
    this.services = services;
    bySelector =
        new Selections<>(
            graph,
            "policies by selector",
            inputs.policies,
            policy -> TunnelPolicies.isSent(policy) ? policy.selector() : Optional.empty());
  }

  /** Of its namespace and of the root namespace (istiod), sorted. */
  List<ObjectRef> of(Reader read, String namespace, Map<String, String> labels) {
    String root = read.get(services.rootNamespace, Services.MESH);
    return Stream.of(namespace, root)
        .distinct()
        .flatMap(where -> bySelector.of(read, where, labels).stream())
        .map(AuthorizationPolicy::ref)
        .sorted()
        .toList();
  }
}
