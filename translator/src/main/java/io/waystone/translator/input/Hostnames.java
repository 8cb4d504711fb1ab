package io.waystone.translator.input;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads {@code hostnames} of a route. */
final class Hostnames {

  /** Gateway API: a name as in RFC 1123; a wildcard is the whole of the first label. */
  private static final Pattern HOSTNAME =
      Pattern.compile("(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  /** A last label of digits alone is that of an address, which is no server name (RFC 6066). */
  private static final Pattern ADDRESS = Pattern.compile("(.*\\.)?[0-9]+");

  private static final int LONGEST = 253;

  private Hostnames() {}

  /** In lower case, each once; those that are none are left out, and {@code spec} is broken. */
  static List<String> read(FieldReader spec) {
    return spec.texts("hostnames").stream()
        .map(host -> host.toLowerCase(Locale.ROOT))
        .filter(host -> isHostname(host) || noHostname(spec, host))
        .distinct()
        .toList();
  }

  private static boolean isHostname(String host) {
    return host.length() <= LONGEST
        && HOSTNAME.matcher(host).matches()
        && !ADDRESS.matcher(host).matches();
  }

  private static boolean noHostname(FieldReader spec, String host) {
    return spec.bad(
        "hostnames",
        "\"" + Words.shown(host) + "\" is no host name",
        "Write it like a.example.com, or *.example.com for all below");
  }
}
