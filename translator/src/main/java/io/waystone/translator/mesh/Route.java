package io.waystone.translator.mesh;

import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Delivery;
import io.waystone.translator.input.HttpFilters;
import io.waystone.translator.input.HttpMatch;
import java.util.List;
import java.util.Optional;

/**
 * What happens to requests that match.
 *
 * @param name for logs and metrics: the rule's name, or {@code namespace.route.index}
 * @param clients the namespace of the clients whose requests are meant; empty for everybody's
 * @param hostname the host that requests must be for, {@code *.example.com} for any below; empty
 *     for all
 * @param cause the rule
 */
public record Route(
    String name,
    Optional<String> clients,
    Optional<String> hostname,
    HttpMatch match,
    Action action,
    Cause cause) {

  /** The name of what turns away whatever no written route matches. */
  public static final String UNMATCHED = "no-route-matches";

  /** Sends, or answers. */
  public sealed interface Action {

    /**
     * Sends to one of the destinations, by weight.
     *
     * @param destinations never empty, weights positive
     * @param mirrors where a share goes as well
     * @param filters what is changed on the way; none of them is a redirect
     */
    record Forward(
        List<Weighted> destinations, List<Mirrored> mirrors, HttpFilters filters, Delivery delivery)
        implements Action {
      public Forward {
        destinations = List.copyOf(destinations);
        mirrors = List.copyOf(mirrors);
      }
    }

    /**
     * Tells the client to go elsewhere.
     *
     * @param filters with the redirect
     */
    record Redirect(HttpFilters filters) implements Action {}

    /** Answers without a backend. */
    record Respond(int status) implements Action {}
  }

  /**
   * A destination, its share, and what is changed for it alone.
   *
   * @param filters header modifiers; nothing else
   */
  public record Weighted(Destination destination, int weight, HttpFilters filters) {}

  /** Where a share of the requests goes as well; nobody sees the answers. */
  public record Mirrored(Destination.To destination, int numerator, int denominator) {}

  /** Where a share of the requests goes. */
  public sealed interface Destination {

    /**
     * A service port.
     *
     * @param captured the same waypoint captures it; otherwise no waypoint does
     * @param guard the port whose policies hold for what is sent there, beside those of the port
     *     that was asked for: its own, if it has some and is another
     */
    record To(
        ServiceKey service,
        String host,
        int port,
        Protocol protocol,
        boolean captured,
        Optional<PortKey> guard)
        implements Destination {

      /** The port that was asked for, which the waypoint captures. */
      static To own(MeshPort port) {
        return new To(
            port.service(),
            port.key().host(),
            port.key().port(),
            port.protocol(),
            true,
            Optional.empty());
      }
    }

    /**
     * Nowhere (Gateway API: a backend that is missing or refused).
     *
     * @param status what the share gets
     */
    record Nowhere(String what, int status) implements Destination {}
  }
}
