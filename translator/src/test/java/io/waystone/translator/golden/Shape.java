package io.waystone.translator.golden;

import io.waystone.translator.envoy.Capabilities;
import io.waystone.translator.envoy.Dialect;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.mesh.Locality;
import io.waystone.translator.mesh.WaypointKey;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * For which proxies a case is written down, beside the standard ones: a line like {@code # view:
 * 1.36} names a dialect, one like {@code # view: r1/z1} a locality.
 *
 * @param suffix of the folder: {@code @1.36}, {@code @r1.z1}, or nothing for the standard
 */
public record Shape(String suffix, Dialect dialect, Locality locality) {

  private static final Pattern LINE = Pattern.compile("(?m)^# view: (\\S+)$");

  private static final Shape STANDARD = new Shape("", Dialect.STANDARD, Locality.UNKNOWN);

  static List<Shape> in(String objects) {
    return Stream.concat(
            Stream.of(STANDARD), LINE.matcher(objects).results().map(line -> named(line.group(1))))
        .toList();
  }

  private static Shape named(String name) {
    String suffix = "@" + name.replace('/', '.');
    return name.indexOf('/') < 0
        ? new Shape(suffix, Dialect.STANDARD.with(Capabilities.named(name)), Locality.UNKNOWN)
        : new Shape(suffix, Dialect.STANDARD, Locality.parse(name));
  }

  /** The view of this waypoint. */
  ViewKey of(WaypointKey waypoint) {
    return new ViewKey(waypoint, dialect, locality);
  }
}
