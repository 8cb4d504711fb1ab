package io.waystone.translator.input;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads where a Gateway is reached. */
final class GatewayAddressReader {

  private static final String BINDING = "ambient.istio.io/waypoint-inbound-binding";

  private GatewayAddressReader() {}

  /** What can be called, in the order in which it is written. */
  record Reach(List<String> hostnames, List<String> ips) {
    static final Reach NONE = new Reach(List.of(), List.of());

    boolean isEmpty() {
      return hostnames.isEmpty() && ips.isEmpty();
    }
  }

  /** A status is written by a controller: what is strange in it is nobody's mistake here. */
  static Reach ofStatus(FieldReader status) {
    Reach addresses = read(status);
    status.known(status.unread().toArray(String[]::new));
    return addresses;
  }

  /** {@code addresses}; what is of another type, or none of its type, is no address. */
  static Reach read(FieldReader fields) {
    List<String> hostnames = new ArrayList<>();
    List<String> ips = new ArrayList<>();
    fields.mappings(
        "addresses",
        address -> {
          String value = address.text("value", "");
          switch (address.text("type", "IPAddress")) {
            case "Hostname" ->
                Optional.of(value).filter(Words::isDnsName).ifPresent(hostnames::add);
            case "IPAddress" -> Addresses.canonical(value).ifPresent(ips::add);
            default -> {}
          }
          return Optional.of(address);
        });
    return new Reach(hostnames, ips);
  }

  /** {@code PROXY}, {@code NONE/15088}; anything else is said and is as if it were not written. */
  static Optional<InboundBinding> binding(ObjectBody body) {
    String written = body.annotation(BINDING);
    if (written.isEmpty()) {
      return Optional.empty();
    }
    if (!written.matches("(PROXY|NONE)(/[1-9][0-9]{0,4})?")) {
      body.fields()
          .note(
              Code.WS0008,
              "metadata.annotations[" + BINDING + "]",
              "\"" + Words.shown(written) + "\" is none of its values",
              "it is as if it were not written",
              "Write PROXY or NONE, and perhaps /PORT");
      return Optional.empty();
    }
    int slash = written.indexOf('/');
    return Optional.of(
        new InboundBinding(
            written.startsWith("PROXY"),
            slash < 0
                ? OptionalInt.empty()
                : OptionalInt.of(Integer.parseInt(written.substring(slash + 1)))));
  }
}
