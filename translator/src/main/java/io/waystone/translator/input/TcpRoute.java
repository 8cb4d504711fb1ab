package io.waystone.translator.input;

import java.util.List;

/**
 * A TCPRoute, or a TLSRoute: which of the two, its kind says. What cannot be read is there, and
 * closed: without it, its connections would go where another route sends them.
 *
 * @param hostnames of a TLSRoute, in lower case, {@code *.example.com} for any below; empty for
 *     every server name. A TCPRoute has none
 * @param rules never empty; without matches, the first decides alone
 */
public record TcpRoute(Meta meta, List<ParentRef> parents, List<String> hostnames, List<Rule> rules)
    implements RouteObject {
  public TcpRoute {
    parents = List.copyOf(parents);
    hostnames = List.copyOf(hostnames);
    rules = List.copyOf(rules);
  }

  /**
   * One of {@code spec.rules}.
   *
   * @param name {@code name}, or empty
   * @param broken the rule could not be read as written: its connections are closed
   */
  public record Rule(String name, List<Backend> backends, boolean broken) {
    public Rule {
      backends = List.copyOf(backends);
    }
  }

  /**
   * One of {@code backendRefs}.
   *
   * @param weight 1 where none is written; never negative
   */
  public record Backend(BackendRef ref, int weight) {}
}
