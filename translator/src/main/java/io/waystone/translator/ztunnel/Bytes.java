package io.waystone.translator.ztunnel;

import com.google.common.net.InetAddresses;
import com.google.protobuf.ByteString;
import io.waystone.api.workload.NetworkAddress;
import io.waystone.translator.input.Addresses;
import io.waystone.translator.input.Cidr;
import java.util.Optional;

/** Addresses as ztunnel reads them: 4 or 16 bytes. */
final class Bytes {

  private Bytes() {}

  /** A canonical address. */
  static ByteString of(String address) {
    return ByteString.copyFrom(InetAddresses.forString(address).getAddress());
  }

  /** A canonical address, or a range {@code address/prefix}, in the mesh's own network. */
  static NetworkAddress network(String text) {
    Optional<Cidr> range = text.indexOf('/') < 0 ? Optional.empty() : Addresses.cidr(text);
    NetworkAddress.Builder address = NetworkAddress.newBuilder();
    return range
        .map(cidr -> address.setAddress(of(cidr.address())).setLength(cidr.prefix()))
        .orElseGet(() -> address.setAddress(of(text)))
        .build();
  }
}
