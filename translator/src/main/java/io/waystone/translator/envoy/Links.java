package io.waystone.translator.envoy;

import com.google.common.collect.ImmutableSortedMap;
import java.util.List;
import java.util.Map;

/**
 * How a resource hangs together with others, for the order in which a proxy gets them. No part of
 * its bytes or its version.
 *
 * @param needs what it names: a proxy that has not acknowledged these in their current version
 *     would use something that is not there
 * @param completedBy what a proxy asks for because of it, and works by it only when it has these
 *     too: the routes of a listener, the endpoints of a cluster
 * @param policies tells apart what is allowed: by the empty name for the resource as a whole, by
 *     the name of a cluster for what is sent there; nothing where nothing is decided. See {@link
 *     #decidesOtherwise}
 * @param last whether it opens the proxy, and so comes after everything else of a first sync
 */
public record Links(
    List<ResourceId> needs,
    List<ResourceId> completedBy,
    Map<String, String> policies,
    boolean last) {

  /** It stands alone. */
  public static final Links NONE = new Links(List.of(), List.of(), Map.of(), false);

  public Links {
    needs = List.copyOf(needs);
    completedBy = List.copyOf(completedBy);
    policies = ImmutableSortedMap.copyOf(policies);
  }

  /**
   * Whether something is allowed or refused that was not before; such a resource waits for nothing.
   * To send to somewhere else as well is no such change, but to close a way is.
   */
  public boolean decidesOtherwise(Links before) {
    return !policies.getOrDefault("", "").equals(before.policies.getOrDefault("", ""))
        || policies.entrySet().stream()
            .anyMatch(one -> {
              String then = before.policies.get(one.getKey());
              return then == null ? Names.isNowhere(one.getKey()) : !then.equals(one.getValue());
            });
  }

  /** Whether nothing is decided by it. */
  public boolean decidesNothing() {
    return policies.values().stream().allMatch(String::isEmpty);
  }

  /** It names these. */
  public static Links needing(List<ResourceId> needs) {
    return new Links(needs, List.of(), Map.of(), false);
  }

  /** A proxy asks for these because of it. */
  static Links completedBy(ResourceId... named) {
    return new Links(List.of(), List.of(named), Map.of(), false);
  }

  /** It opens the proxy; a proxy asks for these because of it. */
  static Links opening(ResourceId... completedBy) {
    return new Links(List.of(), List.of(completedBy), Map.of(), true);
  }
}
