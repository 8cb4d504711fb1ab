package io.waystone.translator.input;

import io.waystone.translator.input.TcpRoute.Backend;
import io.waystone.translator.input.TcpRoute.Rule;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads a TLSRoute or a TCPRoute. A rule of which a part cannot be read stays, broken. */
final class TcpRouteReader {

  private TcpRouteReader() {}

  static Optional<MeshObject> tls(ObjectBody body) {
    body.fields().require("spec");
    return body.fields().mapping("spec", spec -> route(body, spec, Hostnames::read));
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
