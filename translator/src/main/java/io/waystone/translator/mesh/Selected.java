package io.waystone.translator.mesh;

import io.waystone.translator.input.ObjectRef;
import java.util.List;
import java.util.Optional;

/**
 * What decides for a workload because it selects it.
 *
 * @param policies AuthorizationPolicies, sorted
 * @param peer empty: who comes without mutual TLS is let in
 */
public record Selected(List<ObjectRef> policies, Optional<PeerPolicy> peer) {
  public Selected {
    policies = List.copyOf(policies);
  }
}
