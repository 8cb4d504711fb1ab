package io.waystone.server.ads;

import com.google.common.net.InetAddresses;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.waystone.translator.envoy.Dialect;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.mesh.Locality;
import io.waystone.translator.mesh.WaypointKey;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads from a proxy's node what its configuration depends on. */
public final class Dialects {

  /** The key of node metadata that says where the proxy takes HBONE. */
  public static final String BIND = "WAYSTONE_BIND";

  private static final Pattern ADDRESS_AND_PORT =
      Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([0-9.]+)):([0-9]{1,5})");

  private Dialects() {}

  /**
   * The view that a proxy of this waypoint with this node gets.
   *
   * @throws IllegalArgumentException as {@link #of}
   */
  public static ViewKey view(WaypointKey waypoint, Node node) {
    return new ViewKey(waypoint, of(node), locality(node));
  }

  /** Where the proxy is; {@link Locality#UNKNOWN} if it does not say. */
  private static Locality locality(Node node) {
    return new Locality(
        node.getLocality().getRegion(),
        node.getLocality().getZone(),
        node.getLocality().getSubZone());
  }

  /**
   * The dialect of this node. It takes HBONE where {@value #BIND} in its metadata says, like {@code
   * 127.0.0.10:15008} or {@code [fd00::5]:15008}, else as {@link Dialect#STANDARD}. What it can do
   * is said by its extensions; a node without any has the capabilities of {@link Dialect#STANDARD}.
   * The address of equal dialects is the same text (RFC 5952), so that they share a view.
   *
   * @throws IllegalArgumentException if that is not an IP address and a port
   */
  public static Dialect of(Node node) {
    Value bind = node.getMetadata().getFieldsMap().get(BIND);
    Dialect bound = bind == null ? Dialect.STANDARD : parse(bind.getStringValue());
    return bound.with(NodeCapabilities.of(node));
  }

  private static Dialect parse(String bind) {
    Matcher parts = ADDRESS_AND_PORT.matcher(bind);
    if (!parts.matches()) {
      throw invalid(bind);
    }
    String bracketed = parts.group(1);
    String address = bracketed == null ? parts.group(2) : bracketed;
    int port = Integer.parseInt(parts.group(3));
    if (address == null || !InetAddresses.isInetAddress(address) || port < 1 || port > 65_535) {
      throw invalid(bind);
    }
    return new Dialect(InetAddresses.toAddrString(InetAddresses.forString(address)), port);
  }

  private static IllegalArgumentException invalid(String bind) {
    return new IllegalArgumentException(
        "node metadata "
            + BIND
            + " is \""
            + bind
            + "\", not an IP address and a port like 127.0.0.10:15008 or [fd00::5]:15008");
  }
}
