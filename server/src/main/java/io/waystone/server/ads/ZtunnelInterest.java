package io.waystone.server.ads;

import io.waystone.translator.ztunnel.ZtunnelResource;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What a ztunnel wants of one type: everything, or what it asked for and what came of that. */
final class ZtunnelInterest {

  private final Optional<String> node;
  private final Interest asked;

  /** The own names of what it was given without having asked by that name. */
  private final SortedSet<String> given = new TreeSet<>();

  /**
   * Begins with the names of a first request; none mean everything.
   *
   * @param node of the ztunnel: it always gets the workloads there
   */
  ZtunnelInterest(Optional<String> node, Interest asked) {
    this.node = node;
    this.asked = asked;
  }

  boolean all() {
    return asked.all();
  }

  /** All names that it is told changes of; not those that it gets because it wants everything. */
  SortedSet<String> names() {
    TreeSet<String> names = new TreeSet<>(asked.names());
    names.addAll(given);
    return Collections.unmodifiableSortedSet(names);
  }

  Interest asked() {
    return asked;
  }

  /** It was given this one. */
  void give(String name) {
    if (!all()) {
      given.add(name);
    }
  }

  /**
   * It does not have this one any more.
   *
   * @return whether it had it, as far as anybody knows
   */
  boolean take(String name) {
    return given.remove(name) || asked.covers(name);
  }

  /** Whether it gets this one: ztunnel sends to all workloads of a service that it asked for. */
  boolean covers(ZtunnelResource resource) {
    String name = resource.id().name();
    return asked.covers(name)
        || given.contains(name)
        || resource.aliases().stream().anyMatch(asked::names)
        || resource.services().stream().anyMatch(this::wantsService)
        || node.filter(resource.node()::equals).isPresent();
  }

  /** It may have asked for the service by one of its addresses. */
  private boolean wantsService(String service) {
    return asked.names(service) || given.contains(service);
  }
}
