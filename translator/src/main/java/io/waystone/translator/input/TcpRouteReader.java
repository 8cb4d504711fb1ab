package io.waystone.translator.input;

import io.waystone.translator.input.TcpRoute.Backend;
import io.waystone.translator.input.TcpRoute.Rule;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads a TLSRoute or a TCPRoute. A rule of which a part cannot be read stays, broken. */
final class TcpRouteReader {

  /** Gateway API: a name as in RFC 1123; a wildcard is the whole of the first label. */
  private static final Pattern HOSTNAME =
      Pattern.compile("(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  /** A last label of digits alone is that of an address, which is no server name (RFC 6066). */
  private static final Pattern ADDRESS = Pattern.compile("(.*\\.)?[0-9]+");

  private static final int LONGEST = 253;

  private TcpRouteReader() {}

  static Optional<MeshObject> tls(ObjectBody body) {
    body.fields().require("spec");
    return body.fields().mapping("spec", spec -> route(body, spec, TcpRouteReader::hostnames));
  }

  static Optional<MeshObject> tcp(ObjectBody body) {
    body.fields().require("spec");
    return body.fields().mapping("spec", spec -> route(body, spec, _ -> List.of()));
  }

  private static TcpRoute route(
      ObjectBody body, FieldReader spec, Function<FieldReader, List<String>> names) {
    if (!spec.text("useDefaultGateways", "None").equals("None")) {
      spec.note(Code.WS0013, "useDefaultGateways", "it is not in force yet", "it is ignored", "");
    }
    List<ParentRef> parents =
        spec.mappings("parentRefs", parent -> ReferenceReader.parent(body.namespace(), parent));
    spec.effect("its connections are closed");
    List<String> hostnames = names.apply(spec);
    List<Rule> rules = spec.everyMapping("rules", rule -> rule(body.namespace(), rule));
    boolean broken = spec.broken("hostnames") || (spec.broken("rules") && rules.isEmpty());
    if (rules.isEmpty()) {
      rules = List.of(new Rule("", List.of(), broken));
    } else if (broken) {
      rules = rules.stream().map(rule -> new Rule(rule.name(), rule.backends(), true)).toList();
    }
    return new TcpRoute(body.meta(), parents, hostnames, rules);
  }

  private static List<String> hostnames(FieldReader spec) {
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

  private static Rule rule(String namespace, FieldReader rule) {
    String name = rule.text("name", "");
    List<Backend> backends = rule.mappings("backendRefs", backend -> backend(namespace, backend));
    return new Rule(name, backends, rule.broken());
  }

  private static Optional<Backend> backend(String namespace, FieldReader backend) {
    int weight = ReferenceReader.weight(backend);
    return ReferenceReader.backend(namespace, backend).map(ref -> new Backend(ref, weight));
  }
}
