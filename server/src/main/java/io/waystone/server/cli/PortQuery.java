package io.waystone.server.cli;

import com.google.common.base.Preconditions;
import io.waystone.translator.mesh.MeshPort;
import io.waystone.translator.mesh.PortDecision;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine;

/**
 * A service port as people name it.
 *
 * @param service a host, or {@code NAMESPACE/NAME}; empty: all of them
 * @param number empty: each of its ports
 */
record PortQuery(String service, OptionalInt number) {

  static final PortQuery ALL = new PortQuery("", OptionalInt.empty());

  /** Reads one for the command line. */
  static final class Converter implements CommandLine.ITypeConverter<PortQuery> {
    @Override
    public PortQuery convert(String text) {
      try {
        return parse(text);
      } catch (IllegalArgumentException e) {
        throw new CommandLine.TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  /**
   * Reads {@code reviews.default.svc.cluster.local:9080}, {@code default/reviews:9080}, or one of
   * them without the number.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static PortQuery parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      return new PortQuery(text, OptionalInt.empty());
    }
    try {
      Preconditions.checkArgument(colon > 0);
      return new PortQuery(
          text.substring(0, colon), OptionalInt.of(Integer.parseInt(text.substring(colon + 1))));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not HOST:PORT or NAMESPACE/NAME:PORT", e);
    }
  }

  /**
   * Those of them that it names.
   *
   * @throws IllegalArgumentException if it names one and that is not there
   */
  List<PortDecision> find(List<PortDecision> all) {
    if (equals(ALL)) {
      return all;
    }
    List<PortDecision> found =
        all.stream().filter(decision -> decision.port().filter(this::names).isPresent()).toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "no waypoint has the port \""
              + service
              + (number.isPresent() ? ":" + number.getAsInt() : "")
              + "\"; there are: "
              + all.stream()
                  .map(PortDecision::port)
                  .flatMap(Optional::stream)
                  .limit(20)
                  .map(port -> port.key().host() + ":" + port.key().port())
                  .distinct()
                  .toList());
    }
    return found;
  }

  private boolean names(MeshPort port) {
    String object = port.service().namespace() + "/" + port.service().name();
    return (service.equals(port.key().host()) || service.equals(object))
        && (number.isEmpty() || number.getAsInt() == port.key().port());
  }
}
