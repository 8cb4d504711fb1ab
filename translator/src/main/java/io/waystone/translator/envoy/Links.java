package io.waystone.translator.envoy;

import java.util.List;

/**
 * How a resource hangs together with others, for the order in which a proxy gets them. No part of
 * its bytes or its version.
 *
 * @param needs what it names: a proxy that has not acknowledged these in their current version
 *     would use something that is not there
 * @param completedBy what a proxy asks for because of it, and works by it only when it has these
 *     too: the routes of a listener, the endpoints of a cluster
 * @param policies tells apart what is allowed by it; empty where it decides nothing. A resource
 *     with other policies than before waits for nothing
 * @param last whether it opens the proxy, and so comes after everything else of a first sync
 */
public record Links(
    List<ResourceId> needs, List<ResourceId> completedBy, String policies, boolean last) {

  /** It stands alone. */
  public static final Links NONE = new Links(List.of(), List.of(), "", false);

  public Links {
    needs = List.copyOf(needs);
    completedBy = List.copyOf(completedBy);
  }

  /** It names these. */
  public static Links needing(List<ResourceId> needs) {
    return new Links(needs, List.of(), "", false);
  }

  /** A proxy asks for these because of it. */
  static Links completedBy(ResourceId... named) {
    return new Links(List.of(), List.of(named), "", false);
  }

  /** It opens the proxy; a proxy asks for these because of it. */
  static Links opening(ResourceId... completedBy) {
    return new Links(List.of(), List.of(completedBy), "", true);
  }
}
