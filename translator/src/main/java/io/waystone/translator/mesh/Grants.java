package io.waystone.translator.mesh;

import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Index;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.ReferenceGrant;
import java.util.Set;

/**
 * The one place that says whether an object may refer to one in another namespace (Gateway API:
 * ReferenceGrant).
 */
final class Grants {

  private final Index<String, ObjectRef, ReferenceGrant> byNamespace;

  Grants(GraphBuilder graph, Inputs inputs) {
    byNamespace =
        graph.index(
            "reference grants by namespace",
            inputs.referenceGrants,
            (_, grant) -> Set.of(grant.meta().namespace()));
  }

  /**
   * Whether the reference is permitted: within a namespace always, across when a grant there says
   * so.
   */
  boolean permits(Reader read, String fromGroup, ObjectRef from, String toGroup, ObjectRef to) {
    return from.namespace().equals(to.namespace())
        || read.bucket(byNamespace, to.namespace()).values().stream()
            .anyMatch(grant ->
                grant.from().stream()
                        .anyMatch(f ->
                            f.group().equals(fromGroup)
                                && f.kind().equals(from.kind())
                                && f.namespace().equals(from.namespace()))
                    && grant.to().stream()
                        .anyMatch(t ->
                            t.group().equals(toGroup)
                                && t.kind().equals(to.kind())
                                && t.name().map(to.name()::equals).orElse(true)));
  }
}
