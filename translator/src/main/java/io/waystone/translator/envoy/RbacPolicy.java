package io.waystone.translator.envoy;

import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.CidrRange;
import io.envoyproxy.envoy.config.rbac.v3.Permission;
import io.envoyproxy.envoy.config.rbac.v3.Policy;
import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.type.matcher.v3.FilterStateMatcher;
import io.envoyproxy.envoy.type.matcher.v3.PathMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.waystone.translator.input.Addresses;
import io.waystone.translator.input.Attribute;
import io.waystone.translator.input.Cidr;
import io.waystone.translator.mesh.Policy.Clause;
import io.waystone.translator.mesh.Policy.Pattern;
import io.waystone.translator.mesh.Policy.Rule;
import io.waystone.translator.mesh.Policy.Test;

/** One rule as an RBAC policy: one of its permissions and one of its principals must match. */
final class RbacPolicy {

  private RbacPolicy() {}

  static Policy of(Rule rule) {
    Policy.Builder policy = Policy.newBuilder();
    rule.operations().forEach(clause -> policy.addPermissions(permission(clause)));
    rule.sources().forEach(clause -> policy.addPrincipals(principal(clause)));
    return policy.build();
  }

  private static Permission permission(Clause clause) {
    Permission.Set.Builder all = Permission.Set.newBuilder();
    for (Test test : clause.tests()) {
      Permission.Set.Builder one = Permission.Set.newBuilder();
      test.patterns().forEach(pattern -> one.addRules(permission(test.attribute(), pattern)));
      Permission or = Permission.newBuilder().setOrRules(one).build();
      all.addRules(test.negated() ? Permission.newBuilder().setNotRule(or).build() : or);
    }
    return clause.tests().isEmpty()
        ? Permission.newBuilder().setAny(true).build()
        : Permission.newBuilder().setAndRules(all).build();
  }

  private static Principal principal(Clause clause) {
    Principal.Set.Builder all = Principal.Set.newBuilder();
    for (Test test : clause.tests()) {
      Principal.Set.Builder one = Principal.Set.newBuilder();
      test.patterns().forEach(pattern -> one.addIds(principal(test.attribute(), pattern)));
      Principal or = Principal.newBuilder().setOrIds(one).build();
      all.addIds(test.negated() ? Principal.newBuilder().setNotId(or).build() : or);
    }
    return clause.tests().isEmpty()
        ? Principal.newBuilder().setAny(true).build()
        : Principal.newBuilder().setAndIds(all).build();
  }

  private static Permission permission(Attribute attribute, Pattern pattern) {
    Permission.Builder permission = Permission.newBuilder();
    return switch (attribute) {
      case HOSTS -> permission.setHeader(Patterns.host(pattern)).build();
      case METHODS -> permission.setHeader(method(pattern)).build();
      case PORTS -> permission.setDestinationPort(Integer.parseInt(text(pattern))).build();
      case DESTINATION_IP -> permission.setDestinationIp(range(pattern)).build();
      case PATHS ->
          permission.setUrlPath(PathMatcher.newBuilder().setPath(Patterns.string(pattern))).build();
      default -> throw notSpelled(attribute);
    };
  }

  private static HeaderMatcher method(Pattern pattern) {
    HeaderMatcher.Builder header = HeaderMatcher.newBuilder().setName(":method");
    return pattern instanceof Pattern.Present
        ? header.setPresentMatch(true).build()
        : header.setStringMatch(Patterns.string(pattern)).build();
  }

  private static Principal principal(Attribute attribute, Pattern pattern) {
    return switch (attribute) {
      case PRINCIPALS -> peer(Patterns.principal(pattern));
      case NAMESPACES -> peer(Patterns.namespace(pattern));
      case SERVICE_ACCOUNTS -> peer(Patterns.serviceAccount(pattern));
      case IP_BLOCKS -> sourceIp(pattern);
      default -> throw notSpelled(attribute);
    };
  }

  private static Principal peer(StringMatcher identity) {
    return Principal.newBuilder()
        .setFilterState(
            FilterStateMatcher.newBuilder()
                .setKey(FilterStates.PEER.key())
                .setStringMatch(identity))
        .build();
  }

  /**
   * The connection's address, which the tunnel carried. The successors of the deprecated field do
   * not do: direct_remote_ip is the internal address behind an internal listener and never matches,
   * remote_ip believes x-forwarded-for.
   */
  @SuppressWarnings("deprecation")
  private static Principal sourceIp(Pattern pattern) {
    return Principal.newBuilder().setSourceIp(range(pattern)).build();
  }

  /** An address or a range that {@code mesh} has let through. */
  static CidrRange range(Pattern pattern) {
    String text = text(pattern);
    Cidr cidr =
        Addresses.cidr(text).orElseThrow(() -> new IllegalArgumentException("no address: " + text));
    return CidrRange.newBuilder()
        .setAddressPrefix(cidr.address())
        .setPrefixLen(UInt32Value.of(cidr.prefix()))
        .build();
  }

  /** The text of what is no pattern: an address, a number. */
  static String text(Pattern pattern) {
    return switch (pattern) {
      case Pattern.Exact exact -> exact.text();
      case Pattern.Prefix _, Pattern.Suffix _, Pattern.Present _ ->
          throw new IllegalArgumentException("not exact: " + pattern);
    };
  }

  /** {@code mesh} has narrowed or widened away what has no spelling: this is a fault of ours. */
  private static IllegalArgumentException notSpelled(Attribute attribute) {
    return new IllegalArgumentException("attribute " + attribute + " has no spelling here");
  }
}
