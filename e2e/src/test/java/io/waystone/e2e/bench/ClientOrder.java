package io.waystone.e2e.bench;

import io.waystone.translator.envoy.ResourceType;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/** What the clients' process is told, and what it answers. */
sealed interface ClientOrder extends Serializable {

  /**
   * Opens streams, each on a connection of its own, in place of those there were; answered with
   * {@link Armed} when the first one begins to connect, and with {@link Arrived}.
   *
   * @param rootPem the certificate that the control plane's is checked by
   * @param tokens for each stream, one after the other of the waypoints
   * @param waypoints how many there are
   */
  record Connect(int port, String rootPem, List<String> tokens, int waypoints, Await first)
      implements ClientOrder {}

  /**
   * From now on waits until so many streams have all that their waypoint gets; answered with {@link
   * Armed} at once, and with {@link Arrived} then.
   *
   * @param groups by the number of the waypoint; each group has an arrival of its own
   */
  record Await(Map<Integer, List<List<Expected>>> groups, int streams) implements ClientOrder {}

  /**
   * A resource in a response.
   *
   * @param version {@link #ANY} for whatever version, {@link #GONE} for its removal
   */
  record Expected(ResourceType type, String name, String version) implements Serializable {
    static final String ANY = "*";
    static final String GONE = "-";
  }

  /** The clients wait, since that {@link System#nanoTime}. */
  record Armed(long at) implements Serializable {}

  /**
   * Everything awaited is there.
   *
   * @param last when the last stream had the last byte of each group, {@link System#nanoTime}
   * @param bytes of the messages that the streams got meanwhile, all together; without what gRPC,
   *     HTTP/2 and TLS add
   * @param responses that they got meanwhile, all together
   * @param ended streams that the control plane has ended since they were opened
   */
  record Arrived(List<Long> last, long bytes, long responses, int ended) implements Serializable {}
}
