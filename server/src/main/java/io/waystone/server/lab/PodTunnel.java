package io.waystone.server.lab;

import com.google.common.base.Splitter;
import java.util.List;

/**
 * What a pod says of a tunnel, from its access log.
 *
 * @param pod the name of the pod
 * @param peer the SPIFFE id of who opened it: the waypoint's, usually
 * @param authority what it asked for
 * @param status what it was answered
 * @param baggage the baggage header, {@code -} without one
 */
public record PodTunnel(
    Stage stage, String pod, String peer, String authority, int status, String baggage) {

  private static final String ESTABLISHED = "DownstreamTunnelSuccessfullyEstablished";

  /** When it was said. A tunnel that was opened appears twice, a refused one once. */
  public enum Stage {
    /** When it was open. */
    OPENED,
    /** When it had ended. */
    ENDED
  }

  /** The access log's format, for Envoy. */
  static String format(String pod) {
    return pod.replace("%", "%%")
        + "\t%ACCESS_LOG_TYPE%\t%DOWNSTREAM_PEER_URI_SAN%\t%REQ(:AUTHORITY)%\t%RESPONSE_CODE%"
        + "\t%REQ(BAGGAGE)%\n";
  }

  /** Reads a line of that format. */
  static PodTunnel parse(String line) {
    List<String> fields = Splitter.on('\t').splitToList(line);
    return new PodTunnel(
        fields.get(1).equals(ESTABLISHED) ? Stage.OPENED : Stage.ENDED,
        fields.get(0),
        fields.get(2),
        fields.get(3),
        Integer.parseInt(fields.get(4)),
        fields.get(5));
  }
}
