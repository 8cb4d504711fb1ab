package io.waystone.server.identity;

import io.waystone.translator.mesh.WaypointKey;
import java.util.regex.Pattern;

/** The forms of names that Kubernetes allows (RFC 1123). */
final class DnsNames {

  private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
  private static final Pattern ONE_LABEL = Pattern.compile(LABEL);
  private static final Pattern SUBDOMAIN = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
  private static final int MAX_SUBDOMAIN = 253;

  private DnsNames() {}

  static void requireWaypoint(WaypointKey waypoint) {
    requireLabel("namespace", waypoint.namespace());
    requireSubdomain("waypoint", waypoint.name());
  }

  static void requireLabel(String what, String text) {
    if (!ONE_LABEL.matcher(text).matches()) {
      throw new IllegalArgumentException(
          what + " \"" + text + "\" is not a DNS label: a-z, 0-9 and \"-\", at most 63");
    }
  }

  static void requireSubdomain(String what, String text) {
    if (text.length() > MAX_SUBDOMAIN || !SUBDOMAIN.matcher(text).matches()) {
      throw new IllegalArgumentException(
          what + " \"" + text + "\" is not a DNS name: labels of a-z, 0-9 and \"-\"");
    }
  }
}
