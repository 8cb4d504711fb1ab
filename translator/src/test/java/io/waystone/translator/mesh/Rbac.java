package io.waystone.translator.mesh;

import com.google.common.net.InetAddresses;
import com.google.protobuf.ByteString;
import io.waystone.api.authorization.Address;
import io.waystone.api.authorization.Authorization;
import io.waystone.api.authorization.Group;
import io.waystone.api.authorization.Match;
import io.waystone.api.authorization.Rules;
import io.waystone.api.authorization.ServiceAccountMatch;
import io.waystone.api.authorization.StringMatch;
import io.waystone.translator.explain.Request;
import io.waystone.translator.input.Cidr;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Whether ztunnel takes a policy to match a connection, as its own source decides it. */
final class Rbac {

  private Rbac() {}

  /** One group must match; without groups nothing does. */
  static boolean matches(Authorization policy, Request connection) {
    return policy.getGroupsList().stream().anyMatch(group -> matches(group, connection));
  }

  /** All clauses must match; without clauses everything does. */
  private static boolean matches(Group group, Request connection) {
    return group.getRulesList().stream().allMatch(clause -> matches(clause, connection));
  }

  /** One match of a clause must hold; an empty match never does, an empty clause always. */
  private static boolean matches(Rules clause, Request connection) {
    return clause.getMatchesCount() == 0
        || clause.getMatchesList().stream()
            .filter(match -> !match.equals(Match.getDefaultInstance()))
            .anyMatch(match -> matches(match, connection));
  }

  private static boolean matches(Match match, Request connection) {
    Optional<String[]> peer =
        connection.peer().map(id -> id.substring("spiffe://".length()).split("/", -1));
    String principal = peer.map(parts -> String.join("/", parts)).orElse("");
    String namespace = peer.map(parts -> parts[2]).orElse("");
    Predicate<StringMatch> isPrincipal = one -> peer.isPresent() && matches(one, principal);
    Predicate<ServiceAccountMatch> isAccount =
        one ->
            peer.isPresent()
                && one.getNamespace().equals(namespace)
                && one.getServiceAccount().equals(peer.get()[4]);
    return holds(match.getPrincipalsList(), match.getNotPrincipalsList(), isPrincipal)
        && holds(
            match.getNamespacesList(), match.getNotNamespacesList(), one -> matches(one, namespace))
        && holds(match.getServiceAccountsList(), match.getNotServiceAccountsList(), isAccount)
        && holds(
            match.getSourceIpsList(),
            match.getNotSourceIpsList(),
            one -> contains(one, connection.source()))
        && holds(
            match.getDestinationIpsList(),
            match.getNotDestinationIpsList(),
            one -> contains(one, connection.destination()))
        && holds(
            match.getDestinationPortsList(),
            match.getNotDestinationPortsList(),
            one -> one == connection.port());
  }

  private static <T> boolean holds(List<T> values, List<T> not, Predicate<T> matches) {
    return (values.isEmpty() || values.stream().anyMatch(matches))
        && not.stream().noneMatch(matches);
  }

  private static boolean matches(StringMatch match, String text) {
    return switch (match.getMatchTypeCase()) {
      case EXACT -> text.equals(match.getExact());
      case PREFIX -> text.startsWith(match.getPrefix());
      case SUFFIX -> text.endsWith(match.getSuffix());
      case PRESENCE -> !text.isEmpty();
      case MATCHTYPE_NOT_SET -> throw new AssertionError("ztunnel would leave it out");
    };
  }

  private static boolean contains(Address range, String address) {
    return new Cidr(text(range.getAddress()), range.getLength()).contains(address);
  }

  private static String text(ByteString address) {
    try {
      return InetAddresses.toAddrString(InetAddress.getByAddress(address.toByteArray()));
    } catch (UnknownHostException e) {
      throw new AssertionError("ztunnel would leave it out", e);
    }
  }
}
