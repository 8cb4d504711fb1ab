package io.waystone.server.ads;

import com.google.common.base.CharMatcher;
import io.waystone.translator.envoy.ClosedPort;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A resource that proxies of a view refuse in the version that was made.
 *
 * @param refused that version, and the proxy's own words
 * @param causes the objects and fields it came from
 */
public record Quarantined(ViewKey view, ResourceId id, Refused refused, SortedSet<Cause> causes) {

  private static final int MOST_TEXT = 300;

  public Quarantined {
    causes = Collections.unmodifiableSortedSet(new TreeSet<>(causes));
  }

  /** The same, said of each object that it came from. */
  public List<Diagnostic> diagnostics() {
    return causes.stream()
        .map(Cause::object)
        .distinct()
        .map(object ->
            new Diagnostic(
                Code.WS0403,
                Cause.of(object),
                "a proxy of "
                    + view.waypoint()
                    + " refuses "
                    + id.type().typeUrl().replaceFirst(".*[.]", "")
                    + " \""
                    + id.name()
                    + "\": "
                    + oneLine(refused.error()),
                effect(),
                "Mend the object that has the value which Envoy names"))
        .toList();
  }

  private String effect() {
    return ClosedPort.of(view.waypoint(), id).isPresent()
        ? "the port is closed: every request gets 500"
        : "what proxies have acknowledged before stays, if there was anything";
  }

  /** What Envoy says may be long, and have lines; what users wrote is in it. */
  private static String oneLine(String error) {
    String line =
        CharMatcher.javaIsoControl().or(CharMatcher.whitespace()).collapseFrom(error, ' ');
    return line.length() <= MOST_TEXT ? line : line.substring(0, MOST_TEXT) + " ...";
  }
}
