package io.waystone.translator.ztunnel;

import com.google.protobuf.Empty;
import io.waystone.api.authorization.Action;
import io.waystone.api.authorization.Address;
import io.waystone.api.authorization.Authorization;
import io.waystone.api.authorization.Group;
import io.waystone.api.authorization.Match;
import io.waystone.api.authorization.Rules;
import io.waystone.api.authorization.Scope;
import io.waystone.api.authorization.ServiceAccountMatch;
import io.waystone.api.authorization.StringMatch;
import io.waystone.translator.mesh.Pattern;
import io.waystone.translator.mesh.Policy;
import io.waystone.translator.mesh.TunnelPolicy;
import java.util.List;

/**
 * An AuthorizationPolicy as {@code istio.security.Authorization}. A rule is a group, all of whose
 * clauses must match: one for {@code from}, one for {@code to}, one for each {@code when}. ztunnel
 * never matches an empty match, so a clause that asks nothing is left out: then the others decide.
 */
final class PolicyMessage {

  private PolicyMessage() {}

  static Named<Authorization> of(TunnelPolicy policy) {
    Authorization.Builder made =
        Authorization.newBuilder()
            .setName(Names.policyName(policy.of()))
            .setNamespace(policy.of().namespace())
            .setScope(
                switch (policy.scope()) {
                  case MESH -> Scope.GLOBAL;
                  case NAMESPACE -> Scope.NAMESPACE;
                  case SELECTED -> Scope.WORKLOAD_SELECTOR;
                })
            .setAction(
                switch (policy.effect()) {
                  case ALLOW -> Action.ALLOW;
                  case DENY -> Action.DENY;
                });
    policy.policy().rules().forEach(rule -> made.addGroups(group(rule)));
    return new Named<>(Names.policy(policy.of()), List.of(), made.build());
  }

  private static Group group(Policy.Rule rule) {
    Group.Builder group = Group.newBuilder();
    add(rule.from(), group);
    add(rule.to(), group);
    rule.when().forEach(clause -> add(List.of(clause), group));
    return group.build();
  }

  /** One of them must match. */
  private static void add(List<Policy.Clause> clauses, Group.Builder group) {
    if (clauses.stream().anyMatch(clause -> clause.tests().isEmpty())) {
      return;
    }
    Rules.Builder rules = Rules.newBuilder();
    clauses.forEach(clause -> rules.addMatches(match(clause)));
    if (rules.getMatchesCount() > 0) {
      group.addRules(rules);
    }
  }

  private static Match match(Policy.Clause clause) {
    Match.Builder match = Match.newBuilder();
    for (Policy.Test test : clause.tests()) {
      test.patterns().forEach(pattern -> add(test, pattern, match));
    }
    return match.build();
  }

  private static void add(Policy.Test test, Pattern pattern, Match.Builder match) {
    boolean not = test.negated();
    switch (test.attribute()) {
      case PRINCIPALS -> principal(not, text(pattern), match);
      case TRUST_DOMAINS -> principal(not, trustDomain(pattern), match);
      case NAMESPACES -> {
        StringMatch namespace = text(pattern);
        var _ = not ? match.addNotNamespaces(namespace) : match.addNamespaces(namespace);
      }
      case SERVICE_ACCOUNTS -> {
        ServiceAccountMatch account = account(pattern);
        var _ = not ? match.addNotServiceAccounts(account) : match.addServiceAccounts(account);
      }
      case IP_BLOCKS -> {
        Address range = range(pattern);
        var _ = not ? match.addNotSourceIps(range) : match.addSourceIps(range);
      }
      case DESTINATION_IP -> {
        Address range = range(pattern);
        var _ = not ? match.addNotDestinationIps(range) : match.addDestinationIps(range);
      }
      case PORTS -> {
        int port = port(pattern);
        var _ = not ? match.addNotDestinationPorts(port) : match.addDestinationPorts(port);
      }
      case REQUEST_PRINCIPALS,
          REMOTE_IP_BLOCKS,
          HOSTS,
          METHODS,
          PATHS,
          SNI,
          HEADERS,
          AUDIENCES,
          PRESENTER,
          CLAIMS,
          UNKNOWN ->
          throw new IllegalArgumentException(
              "attribute " + test.attribute() + " has no spelling at ztunnel");
    }
  }

  private static void principal(boolean not, StringMatch principal, Match.Builder match) {
    var _ = not ? match.addNotPrincipals(principal) : match.addPrincipals(principal);
  }

  private static StringMatch text(Pattern pattern) {
    StringMatch.Builder match = StringMatch.newBuilder();
    return switch (pattern) {
      case Pattern.Exact(String text) -> match.setExact(text).build();
      case Pattern.Prefix(String text) -> match.setPrefix(text).build();
      case Pattern.Suffix(String text) -> match.setSuffix(text).build();
      case Pattern.Present _ -> match.setPresence(Empty.getDefaultInstance()).build();
      case Pattern.Range _, Pattern.Template _, Pattern.IssuerSubject _ -> throw none(pattern);
    };
  }

  /** It is the beginning of a principal. */
  private static StringMatch trustDomain(Pattern pattern) {
    return switch (pattern) {
      case Pattern.Exact(String text) -> text(new Pattern.Prefix(text + "/"));
      case Pattern.Prefix _, Pattern.Present _ -> text(pattern);
      case Pattern.Suffix _, Pattern.Range _, Pattern.Template _, Pattern.IssuerSubject _ ->
          throw none(pattern);
    };
  }

  private static ServiceAccountMatch account(Pattern pattern) {
    if (!(pattern instanceof Pattern.Exact(String text))) {
      throw none(pattern);
    }
    int slash = text.indexOf('/');
    return ServiceAccountMatch.newBuilder()
        .setNamespace(text.substring(0, slash))
        .setServiceAccount(text.substring(slash + 1))
        .build();
  }

  private static Address range(Pattern pattern) {
    if (!(pattern instanceof Pattern.Range(var cidr))) {
      throw none(pattern);
    }
    return Address.newBuilder()
        .setAddress(Bytes.of(cidr.address()))
        .setLength(cidr.prefix())
        .build();
  }

  private static int port(Pattern pattern) {
    if (!(pattern instanceof Pattern.Exact(String text))) {
      throw none(pattern);
    }
    return Integer.parseInt(text);
  }

  private static IllegalArgumentException none(Pattern pattern) {
    return new IllegalArgumentException("no pattern that ztunnel has: " + pattern);
  }
}
