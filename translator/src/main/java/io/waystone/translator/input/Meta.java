package io.waystone.translator.input;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * What every object has. Labels and annotations are not here: a record keeps the ones that mean
 * something to it, so that a change of any other changes nothing.
 *
 * @param created {@code metadata.creationTimestamp}; objects in folders have none
 */
public record Meta(ObjectRef ref, Optional<Instant> created) {

  /**
   * The order of precedence: older first, objects without a timestamp last, then namespace and
   * name.
   */
  public static final Comparator<Meta> OLDEST_FIRST =
      Comparator.comparing((Meta meta) -> meta.created().orElse(Instant.MAX))
          .thenComparing(meta -> meta.ref().namespace())
          .thenComparing(meta -> meta.ref().name());

  /** The namespace; empty for cluster-scoped kinds. */
  public String namespace() {
    return ref.namespace();
  }

  /** The name. */
  public String name() {
    return ref.name();
  }
}
