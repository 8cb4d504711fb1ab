package io.waystone.server.cli;

import io.waystone.translator.envoy.Capabilities;
import io.waystone.translator.envoy.Dialect;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.mesh.Locality;
import io.waystone.translator.mesh.WaypointKey;
import java.util.Arrays;
import picocli.CommandLine.Option;

/** For which proxies of a waypoint something is printed. */
final class ViewOptions {

  @Option(
      names = "--dialect",
      paramLabel = "NAME",
      defaultValue = "standard",
      description = {
        "For this Envoy: 1.36, 1.37, 1.38, 1.39, 1.40 or standard (${DEFAULT-VALUE}).",
        "A proxy that connects is known by what it says of itself."
      })
  private Capabilities dialect = Capabilities.STANDARD;

  @Option(
      names = "--locality",
      paramLabel = "REGION/ZONE[/SUBZONE]",
      description =
          "For a proxy that is there; services with a trafficDistribution prefer what is near."
              + " Default: nowhere, no endpoint is preferred.")
  private Locality locality = Locality.UNKNOWN;

  /** The view of this waypoint. */
  ViewKey of(WaypointKey waypoint) {
    return new ViewKey(waypoint, Dialect.STANDARD.with(dialect), locality);
  }

  /**
   * Reads {@code REGION/ZONE} or {@code REGION/ZONE/SUBZONE}.
   *
   * @throws IllegalArgumentException if the text has another form
   */
  static Locality locality(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length < 2 || parts.length > 3 || Arrays.stream(parts).anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not REGION/ZONE or REGION/ZONE/SUBZONE");
    }
    return Locality.parse(text);
  }
}
