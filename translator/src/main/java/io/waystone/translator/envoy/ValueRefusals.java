package io.waystone.translator.envoy;

import com.google.common.net.InetAddresses;
import com.google.protobuf.Duration;
import io.envoyproxy.envoy.config.core.v3.CidrRange;

/** What Envoy refuses of durations and address ranges, wherever they stand. */
final class ValueRefusals {

  /** Envoy counts nanoseconds in 64 bits. */
  private static final long MOST_SECONDS = Long.MAX_VALUE / 1_000_000_000L;

  private static final int MOST_NANOS = 999_999_999;

  private ValueRefusals() {}

  /** Envoy: "Expected positive duration", "Duration out-of-range". */
  static void duration(Duration duration, Findings findings) {
    if (duration.getSeconds() < 0
        || duration.getSeconds() >= MOST_SECONDS
        || duration.getNanos() < 0
        || duration.getNanos() > MOST_NANOS) {
      String given = OrderedRules.seconds(duration).toPlainString();
      findings.add("value must be a duration from 0s to 292 years, not " + given + "s");
    }
  }

  /** Envoy: "malformed IP address". */
  static void cidr(CidrRange range, Findings findings) {
    address(range.getAddressPrefix(), findings);
  }

  /** Envoy: "malformed IP address". */
  static void cidr(com.github.xds.core.v3.CidrRange range, Findings findings) {
    address(range.getAddressPrefix(), findings);
  }

  private static void address(String address, Findings findings) {
    if (!InetAddresses.isInetAddress(address)) {
      findings.enterField("address_prefix");
      findings.add("value must be an IP address", address);
      findings.leave();
    }
  }
}
