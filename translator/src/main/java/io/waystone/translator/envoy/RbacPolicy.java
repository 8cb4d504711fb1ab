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
import io.waystone.translator.input.Attribute;
import io.waystone.translator.mesh.Pattern;
import io.waystone.translator.mesh.Policy.Rule;
import io.waystone.translator.mesh.Policy.Test;
import java.util.List;

/** One rule as an RBAC policy: one of its permissions and one of its principals must match. */
final class RbacPolicy {

  private RbacPolicy() {}

  static Policy of(Rule rule) {
    Policy.Builder policy = Policy.newBuilder();
    rule.operations().forEach(tests -> policy.addPermissions(permission(tests)));
    rule.sources().forEach(tests -> policy.addPrincipals(principal(tests)));
    return policy.build();
  }

  private static Permission permission(List<Test> tests) {
    Permission.Set.Builder all = Permission.Set.newBuilder();
    for (Test test : tests) {
      Permission.Set.Builder one = Permission.Set.newBuilder();
      test.patterns().forEach(pattern -> one.addRules(permission(test.attribute(), pattern)));
      Permission or = Permission.newBuilder().setOrRules(one).build();
      all.addRules(test.negated() ? Permission.newBuilder().setNotRule(or).build() : or);
    }
    return tests.isEmpty()
        ? Permission.newBuilder().setAny(true).build()
        : Permission.newBuilder().setAndRules(all).build();
  }

  private static Principal principal(List<Test> tests) {
    Principal.Set.Builder all = Principal.Set.newBuilder();
    for (Test test : tests) {
      Principal matches = principal(test);
      all.addIds(test.negated() ? Principal.newBuilder().setNotId(matches).build() : matches);
    }
    return tests.isEmpty()
        ? Principal.newBuilder().setAny(true).build()
        : Principal.newBuilder().setAndIds(all).build();
  }

  private static Permission permission(Attribute attribute, Pattern pattern) {
    Permission.Builder permission = Permission.newBuilder();
    return switch (attribute) {
      case HOSTS -> permission.setHeader(Patterns.host(pattern)).build();
      case METHODS -> permission.setHeader(method(pattern)).build();
      case PORTS -> permission.setDestinationPort(Integer.parseInt(Patterns.text(pattern))).build();
      case DESTINATION_IP -> permission.setDestinationIp(range(pattern)).build();
      case PATHS ->
          permission.setUrlPath(PathMatcher.newBuilder().setPath(Patterns.string(pattern))).build();
      case SNI -> permission.setRequestedServerName(Patterns.string(pattern)).build();
      case PRINCIPALS,
          REQUEST_PRINCIPALS,
          SERVICE_ACCOUNTS,
          TRUST_DOMAINS,
          NAMESPACES,
          REMOTE_IP_BLOCKS,
          IP_BLOCKS,
          HEADERS,
          AUDIENCES,
          PRESENTER,
          CLAIMS,
          UNKNOWN ->
          throw notSpelled(attribute);
    };
  }

  private static HeaderMatcher method(Pattern pattern) {
    HeaderMatcher.Builder header = HeaderMatcher.newBuilder().setName(":method");
    return pattern instanceof Pattern.Present
        ? header.setPresentMatch(true).build()
        : header.setStringMatch(Patterns.string(pattern)).build();
  }

  private static Principal principal(Test test) {
    if (test.attribute() == Attribute.HEADERS) {
      return HeaderLines.principal(test);
    }
    Principal.Set.Builder one = Principal.Set.newBuilder();
    test.patterns()
        .forEach(pattern -> one.addIds(principal(test.attribute(), test.argument(), pattern)));
    return Principal.newBuilder().setOrIds(one).build();
  }

  private static Principal principal(Attribute attribute, String argument, Pattern pattern) {
    return switch (attribute) {
      case PRINCIPALS -> peer(Patterns.principal(pattern));
      case NAMESPACES -> peer(Patterns.namespace(pattern));
      case SERVICE_ACCOUNTS -> peer(Patterns.serviceAccount(pattern));
      case TRUST_DOMAINS -> peer(Patterns.trustDomain(pattern));
      case IP_BLOCKS -> sourceIp(pattern);
      case REMOTE_IP_BLOCKS -> Principal.newBuilder().setRemoteIp(range(pattern)).build();
      case REQUEST_PRINCIPALS -> Claims.principal(pattern);
      case AUDIENCES -> Claims.claim("aud", pattern);
      case PRESENTER -> Claims.claim("azp", pattern);
      case CLAIMS -> Claims.claim(argument, pattern);
      case HOSTS, METHODS, PATHS, PORTS, DESTINATION_IP, SNI, HEADERS, UNKNOWN ->
          throw notSpelled(attribute);
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

  /** A range of addresses. */
  static CidrRange range(Pattern pattern) {
    return switch (pattern) {
      case Pattern.Range(var cidr) ->
          CidrRange.newBuilder()
              .setAddressPrefix(cidr.address())
              .setPrefixLen(UInt32Value.of(cidr.prefix()))
              .build();
      case Pattern.Exact _,
          Pattern.Prefix _,
          Pattern.Suffix _,
          Pattern.Present _,
          Pattern.Template _,
          Pattern.IssuerSubject _ ->
          throw Patterns.noText(pattern);
    };
  }

  /** {@code mesh} has narrowed or widened away what has no spelling: this is a fault of ours. */
  private static IllegalArgumentException notSpelled(Attribute attribute) {
    return new IllegalArgumentException("attribute " + attribute + " has no spelling here");
  }
}
