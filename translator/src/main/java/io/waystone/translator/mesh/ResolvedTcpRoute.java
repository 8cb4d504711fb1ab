package io.waystone.translator.mesh;

import io.waystone.translator.input.Cause;
import java.util.List;
import java.util.stream.Stream;

/**
 * A TLSRoute or TCPRoute with its references resolved.
 *
 * @param hostnames those of a TLSRoute; empty for every server name
 * @param cause the rule that decides, its first
 * @param broken the rule could not be read as written: it closes
 * @param backends in the order written, those of weight 0 left out
 */
record ResolvedTcpRoute(List<String> hostnames, Cause cause, boolean broken, List<Backend> backends)
    implements Resolved {
  ResolvedTcpRoute {
    hostnames = List.copyOf(hostnames);
    backends = List.copyOf(backends);
  }

  /** A backend and its share. */
  record Backend(Target target, int weight, Cause cause) {}

  @Override
  public Stream<Target> targets() {
    return backends.stream().map(Backend::target);
  }

  @Override
  public Stream<Target> unguarded() {
    return targets();
  }

  @Override
  public Validity validity() {
    return broken ? Validity.NONE : Validity.ALL;
  }
}
