package io.waystone.translator.input;

import com.google.common.net.InetAddresses;

/**
 * A range of addresses, in the one form that it has here: equal ranges are equal records.
 *
 * @param address its lowest address, canonical text as {@link Addresses#canonical} gives it
 * @param prefix bits that all its addresses share: 0 to 32 (IPv4) or 0 to 128 (IPv6)
 */
public record Cidr(String address, int prefix) {

  /** Masks the bits behind the prefix. */
  public Cidr {
    byte[] bytes = bytes(address);
    if (prefix < 0 || prefix > bytes.length * 8) {
      throw new IllegalArgumentException("no prefix of " + address + ": " + prefix);
    }
    address = Addresses.text(mask(bytes, prefix));
  }

  /**
   * Whether an address is one of the range.
   *
   * @param ip an address; one of the other family, or text that is no address, is not in it
   */
  public boolean contains(String ip) {
    return Addresses.canonical(ip)
        .filter(canonical -> Addresses.isIpv6(canonical) == Addresses.isIpv6(address))
        .map(canonical -> Addresses.text(mask(bytes(canonical), prefix)).equals(address))
        .orElse(false);
  }

  private static byte[] bytes(String address) {
    String canonical =
        Addresses.canonical(address)
            .orElseThrow(() -> new IllegalArgumentException("no address: " + address));
    return InetAddresses.forString(canonical).getAddress();
  }

  private static byte[] mask(byte[] bytes, int prefix) {
    byte[] masked = bytes.clone();
    for (int i = 0; i < masked.length; i++) {
      int kept = Math.clamp(prefix - 8L * i, 0, 8);
      masked[i] &= (byte) (0xff00 >> kept);
    }
    return masked;
  }

  /** {@code 10.0.0.0/8}. */
  @Override
  public String toString() {
    return address + "/" + prefix;
  }
}
