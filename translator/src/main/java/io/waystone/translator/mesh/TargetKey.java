package io.waystone.translator.mesh;

import io.waystone.translator.input.AuthorizationPolicy;
import io.waystone.translator.input.AuthorizationPolicy.Target;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Collectors;

/** What a policy attaches to, as a key to find the policies of a port by. */
record TargetKey(Kind kind, String namespace, String name) implements Comparable<TargetKey> {

  private static final Comparator<TargetKey> ORDER =
      Comparator.comparing(TargetKey::kind)
          .thenComparing(TargetKey::namespace)
          .thenComparing(TargetKey::name);

  enum Kind {
    GATEWAY_CLASS,
    GATEWAY,
    SERVICE,
    SERVICE_ENTRY,
    /** A policy whose targets cannot be read: everything of its namespace. */
    NAMESPACE
  }

  static Set<TargetKey> of(AuthorizationPolicy policy) {
    return policy.targets().stream()
        .map(target -> of(target, policy.meta().namespace()))
        .collect(Collectors.toSet());
  }

  static TargetKey of(Target target, String namespace) {
    return switch (target) {
      case Target.OfGateway gateway -> new TargetKey(Kind.GATEWAY, namespace, gateway.name());
      case Target.OfService service -> new TargetKey(Kind.SERVICE, namespace, service.name());
      case Target.OfServiceEntry entry ->
          new TargetKey(Kind.SERVICE_ENTRY, namespace, entry.name());
      case Target.OfGatewayClass c -> new TargetKey(Kind.GATEWAY_CLASS, namespace, c.name());
      case Target.OfNamespace _ -> new TargetKey(Kind.NAMESPACE, namespace, "");
    };
  }

  @Override
  public int compareTo(TargetKey other) {
    return ORDER.compare(this, other);
  }
}
