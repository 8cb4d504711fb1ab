package io.waystone.translator.input;

import com.google.common.base.CharMatcher;
import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * IP addresses in the one spelling they have here: RFC 5952, an IPv4-mapped one as IPv4. Names of
 * resources and the authorities of tunnels are made of them, so two spellings would be two doors.
 * Nothing here ever asks DNS.
 */
public final class Addresses {

  private static final int MAPPED_BITS = 96;

  private Addresses() {}

  /**
   * The canonical text of an address; empty if it is none. Zone ids, leading zeros and brackets are
   * not taken.
   */
  public static Optional<String> canonical(String text) {
    return parse(text).map(InetAddresses::toAddrString);
  }

  /** A range {@code address/prefix}, or a single address; empty if it is neither. */
  public static Optional<Cidr> cidr(String text) {
    int slash = text.indexOf('/');
    String ip = slash < 0 ? text : text.substring(0, slash);
    Optional<InetAddress> address = parse(ip);
    if (address.isEmpty()) {
      return Optional.empty();
    }
    int bits = address.get().getAddress().length * 8;
    // A mapped address is IPv4 here, and so is a mapped range: its first 96 bits are fixed.
    int fixed = bits == 32 && ip.indexOf(':') >= 0 ? MAPPED_BITS : 0;
    return (slash < 0 ? Optional.of(bits) : prefix(text.substring(slash + 1)).map(p -> p - fixed))
        .filter(prefix -> prefix >= 0 && prefix <= bits)
        .map(prefix -> new Cidr(InetAddresses.toAddrString(address.get()), prefix));
  }

  /** A canonical address as it stands before a port (RFC 3986): {@code [fd00::5]}. */
  public static String host(String canonical) {
    return isIpv6(canonical) ? "[" + canonical + "]" : canonical;
  }

  /** Whether a canonical address is of IPv6. */
  public static boolean isIpv6(String canonical) {
    return canonical.indexOf(':') >= 0;
  }

  /**
   * Whether an address means the machine that dials it, or one on its own link: loopback,
   * link-local (where clouds serve their metadata) and unspecified ones. A text that is no address
   * is none of these.
   */
  public static boolean isLocal(String address) {
    return parse(address)
        .filter(a ->
            a.isLoopbackAddress()
                || a.isLinkLocalAddress()
                || a.isAnyLocalAddress()
                // Linux dials the own machine for all of 0.0.0.0/8.
                || (a.getAddress().length == 4 && a.getAddress()[0] == 0))
        .isPresent();
  }

  static String text(byte[] address) {
    try {
      return InetAddresses.toAddrString(InetAddress.getByAddress(address));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("neither 4 nor 16 bytes", e);
    }
  }

  private static Optional<InetAddress> parse(String text) {
    // Guava takes zone ids and digits of other scripts.
    boolean plain = CharMatcher.ascii().matchesAllOf(text) && text.indexOf('%') < 0;
    return plain && InetAddresses.isInetAddress(text)
        ? Optional.of(InetAddresses.forString(text))
        : Optional.empty();
  }

  private static Optional<Integer> prefix(String text) {
    return text.matches("0|[1-9][0-9]{0,2}")
        ? Optional.of(Integer.parseInt(text))
        : Optional.empty();
  }
}
