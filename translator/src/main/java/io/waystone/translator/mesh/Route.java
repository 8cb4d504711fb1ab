package io.waystone.translator.mesh;

import io.waystone.translator.input.Cause;
import io.waystone.translator.input.HeaderChanges;
import io.waystone.translator.input.HttpMatch;
import io.waystone.translator.input.Timeouts;
import java.util.List;

/**
 * What happens to requests that match.
 *
 * @param name for logs and metrics: the rule's name, or {@code namespace.route.index}
 * @param cause the rule
 */
public record Route(String name, HttpMatch match, Action action, Cause cause) {

  /** Sends, or answers. */
  public sealed interface Action {

    /**
     * Sends to one of the destinations, by weight.
     *
     * @param destinations never empty, weights positive
     */
    record Forward(
        List<Weighted> destinations,
        HeaderChanges request,
        HeaderChanges response,
        Timeouts timeouts)
        implements Action {
      public Forward {
        destinations = List.copyOf(destinations);
      }
    }

    /** Answers without a backend. */
    record Respond(int status) implements Action {}
  }

  /** A destination, its share, and what is changed for it alone. */
  public record Weighted(
      Destination destination, int weight, HeaderChanges request, HeaderChanges response) {}

  /** Where a share of the requests goes. */
  public sealed interface Destination {

    /**
     * A service port.
     *
     * @param captured the same waypoint captures it; otherwise no waypoint does
     */
    record To(ServiceKey service, String host, int port, Protocol protocol, boolean captured)
        implements Destination {}

    /** Nowhere: the share gets 500 (Gateway API: a backend that is missing or refused). */
    record Nowhere(String what) implements Destination {}
  }
}
