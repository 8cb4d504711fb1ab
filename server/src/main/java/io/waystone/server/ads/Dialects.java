package io.waystone.server.ads;

import com.google.common.net.InetAddresses;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.waystone.translator.envoy.Dialect;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the dialect of a proxy from its node. */
public final class Dialects {

  /** The key of node metadata that says where the proxy takes HBONE. */
  public static final String BIND = "WAYSTONE_BIND";

  private static final Pattern ADDRESS_AND_PORT =
      Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([0-9.]+)):([0-9]{1,5})");

  private Dialects() {}

  /**
   * The dialect of this node: {@link Dialect#STANDARD} unless it has {@value #BIND} in its
   * metadata, like {@code 127.0.0.10:15008} or {@code [fd00::5]:15008}. The address of equal
   * dialects is the same text (RFC 5952), so that they share a view.
   *
   * @throws IllegalArgumentException if that is not an IP address and a port
   */
  public static Dialect of(Node node) {
    Value bind = node.getMetadata().getFieldsMap().get(BIND);
    return bind == null ? Dialect.STANDARD : parse(bind.getStringValue());
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
