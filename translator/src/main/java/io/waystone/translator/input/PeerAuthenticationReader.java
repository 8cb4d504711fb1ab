package io.waystone.translator.input;

import io.waystone.translator.input.PeerAuthentication.Mode;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads a PeerAuthentication, and fails closed: one that is not understood to the last field lets
 * nobody in without mutual TLS.
 */
final class PeerAuthenticationReader {

  private static final Map<String, Mode> MODES =
      Arrays.stream(Mode.values()).collect(Collectors.toMap(Mode::name, Function.identity()));

  private static final int MAX_PORT = 65535;

  private PeerAuthenticationReader() {}

  static Optional<MeshObject> read(ObjectBody body) {
    FieldReader fields = body.fields();
    Spec spec =
        fields
            .mapping("spec", PeerAuthenticationReader::spec)
            .orElseGet(() -> new Spec(Optional.empty(), Mode.UNSET, new TreeMap<>()));
    if (body.sound() && !fields.broken()) {
      return Optional.of(
          new PeerAuthentication(body.meta(), spec.selector(), spec.mode(), spec.ports(), false));
    }
    // A field that nobody knows may be a misspelt selector; it is one of fewer workloads at most.
    PeerAuthentication strict = PeerAuthentication.unreadable(body.meta(), spec.selector());
    fields.note(
        Code.WS0231,
        "",
        "the PeerAuthentication cannot be read as written",
        strict.ofWorkloads()
            ? "the workloads that it selects take mutual TLS only"
            : "all workloads of namespace " + body.namespace() + " take mutual TLS only",
        "Mend what the other messages about it say");
    return Optional.of(strict);
  }

  private record Spec(
      Optional<WorkloadSelector> selector, Mode mode, SortedMap<Integer, Mode> ports) {}

  private static Spec spec(FieldReader spec) {
    Optional<WorkloadSelector> selector = AuthorizationPolicyReader.selector(spec);
    Mode mode = mode("mtls", spec);
    SortedMap<Integer, Mode> ports = new TreeMap<>();
    spec.mapping(
        "portLevelMtls",
        byPort -> {
          byPort.unread().forEach(port -> port(port, byPort, ports));
          return byPort;
        });
    if (spec.has("portLevelMtls")
        && selector.filter(labels -> !labels.labels().isEmpty()).isEmpty()) {
      // istiod: validation refuses such an object.
      spec.bad("portLevelMtls", "it needs a selector", "Select the workloads that have the ports");
    }
    return new Spec(selector, mode, ports);
  }

  private static Mode mode(String field, FieldReader around) {
    return around
        .mapping(field, inner -> inner.choice("mode", MODES).orElse(Mode.UNSET))
        .orElse(Mode.UNSET);
  }

  private static void port(String port, FieldReader byPort, SortedMap<Integer, Mode> ports) {
    Mode mode = mode(port, byPort);
    // The keys of a mapping are text; no other spelling is a second entry for the same port.
    if (port.matches("[1-9][0-9]{0,4}") && Integer.parseInt(port) <= MAX_PORT) {
      ports.put(Integer.parseInt(port), mode);
    } else {
      byPort.bad(port, "\"" + Words.shown(port) + "\" is no port number", "");
    }
  }
}
