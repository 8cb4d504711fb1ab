package io.waystone.translator.ztunnel;

import com.google.protobuf.Empty;
import io.waystone.api.authorization.Action;
import io.waystone.api.authorization.Authorization;
import io.waystone.api.authorization.Group;
import io.waystone.api.authorization.Match;
import io.waystone.api.authorization.Rules;
import io.waystone.api.authorization.Scope;
import io.waystone.api.authorization.StringMatch;
import io.waystone.translator.mesh.PeerPolicy;
import java.util.List;
import java.util.stream.Stream;

/** What PeerAuthentications are as {@code istio.security.Authorization}: denials. */
final class PeerMessage {

  /** Nobody proved who he is. */
  private static final Match ANONYMOUS =
      Match.newBuilder()
          .addNotPrincipals(StringMatch.newBuilder().setPresence(Empty.getDefaultInstance()))
          .build();

  private PeerMessage() {}

  /** The one that denies on all ports. */
  static Named<Authorization> strict(String rootNamespace) {
    return named(rootNamespace, Names.strict(), List.of(group(List.of(ANONYMOUS))));
  }

  /** One that denies on some ports, or on all but some. */
  static Named<Authorization> of(PeerPolicy.OfPorts policy) {
    return named(
        policy.of().namespace(),
        Names.ofPorts(policy.of()),
        policy.strict() ? List.of(allBut(policy)) : each(policy));
  }

  /** All rules of a group must match: it is anonymous, and on none of the ports. */
  private static Group allBut(PeerPolicy.OfPorts policy) {
    return group(
        Stream.concat(
                Stream.of(ANONYMOUS),
                policy.ports().stream()
                    .map(port -> Match.newBuilder().addNotDestinationPorts(port).build()))
            .toList());
  }

  /** One of the groups must match: it is anonymous, and on its port. */
  private static List<Group> each(PeerPolicy.OfPorts policy) {
    return policy.ports().stream()
        .map(port -> group(List.of(ANONYMOUS.toBuilder().addDestinationPorts(port).build())))
        .toList();
  }

  private static Group group(List<Match> all) {
    Group.Builder group = Group.newBuilder();
    all.forEach(match -> group.addRules(Rules.newBuilder().addMatches(match)));
    return group.build();
  }

  private static Named<Authorization> named(String namespace, String name, List<Group> groups) {
    return new Named<>(
        namespace + "/" + name,
        List.of(),
        Authorization.newBuilder()
            .setName(name)
            .setNamespace(namespace)
            .setScope(Scope.WORKLOAD_SELECTOR)
            .setAction(Action.DENY)
            .addAllGroups(groups)
            .build());
  }
}
