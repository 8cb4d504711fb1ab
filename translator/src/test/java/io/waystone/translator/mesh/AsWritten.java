package io.waystone.translator.mesh;

import io.waystone.translator.input.AuthorizationPolicy;
import io.waystone.translator.input.AuthorizationPolicy.Condition;
import io.waystone.translator.input.AuthorizationPolicy.Rule;
import io.waystone.translator.input.Cidr;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Whether a policy as it is written matches a request, by Istio's words alone; three-valued, for
 * what is said can often not be told: a value that cannot be read, an attribute that nobody sees.
 */
final class AsWritten {

  /** Yes, no, or it depends on something that is not known. */
  enum Answer {
    NO,
    UNKNOWN,
    YES;

    Answer and(Answer other) {
      return compareTo(other) < 0 ? this : other;
    }

    Answer or(Answer other) {
      return compareTo(other) > 0 ? this : other;
    }

    static Answer of(boolean yes) {
      return yes ? YES : NO;
    }
  }

  private final Mesh mesh;
  private final boolean requestIsSeen;

  /** With what is seen: requests, or only connections. */
  AsWritten(Mesh mesh, boolean requestIsSeen) {
    this.mesh = mesh;
    this.requestIsSeen = requestIsSeen;
  }

  Answer matches(List<Rule> rules, Request request) {
    return any(rules.stream().map(rule -> matches(rule, request)));
  }

  private Answer matches(Rule rule, Request request) {
    return clauses(rule.from(), request)
        .and(clauses(rule.to(), request))
        .and(all(rule.when().stream().map(condition -> holds(condition, request))));
  }

  private Answer clauses(List<AuthorizationPolicy.Clause> clauses, Request request) {
    return clauses.isEmpty()
        ? Answer.YES
        : any(
            clauses.stream()
                .map(clause -> all(clause.conditions().stream().map(c -> holds(c, request)))));
  }

  private Answer holds(Condition condition, Request request) {
    Answer values =
        condition.values().isEmpty() && !condition.invalidValues()
            ? Answer.YES
            : any(condition.values().stream().map(value -> matches(condition, value, request)))
                .or(condition.invalidValues() ? Answer.UNKNOWN : Answer.NO);
    Answer not =
        any(condition.notValues().stream().map(value -> matches(condition, value, request)))
            .or(condition.invalidNotValues() ? Answer.UNKNOWN : Answer.NO);
    return values.and(
        switch (not) {
          case YES -> Answer.NO;
          case UNKNOWN -> Answer.UNKNOWN;
          case NO -> Answer.YES;
        });
  }

  private Answer matches(Condition condition, String value, Request request) {
    return switch (condition.attribute()) {
      case PRINCIPALS -> peer(request, peer -> principal(value, peer));
      case SERVICE_ACCOUNTS ->
          peer(request, peer -> value.equals(peer.namespace() + "/" + peer.account()));
      case NAMESPACES -> peer(request, peer -> Glob.matches(value, peer.namespace()));
      case IP_BLOCKS -> Answer.of(in(value, request.source()));
      case DESTINATION_IP -> Answer.of(in(value, request.destination()));
      case PORTS -> Answer.of(value.equals(Integer.toString(request.port())));
      case HOSTS -> seen(Glob.matches(value, request.host()));
      case METHODS -> seen(Glob.matches(value, request.method()));
      case PATHS ->
          value.indexOf('{') >= 0 ? Answer.UNKNOWN : seen(Glob.matches(value, request.path()));
      case REQUEST_PRINCIPALS,
          TRUST_DOMAINS,
          REMOTE_IP_BLOCKS,
          SNI,
          HEADERS,
          AUDIENCES,
          PRESENTER,
          CLAIMS,
          UNKNOWN ->
          Answer.UNKNOWN;
    };
  }

  private Answer seen(boolean matches) {
    return requestIsSeen ? Answer.of(matches) : Answer.UNKNOWN;
  }

  private static Answer peer(Request request, Predicate<Request.Peer> matches) {
    return Answer.of(request.peer().filter(matches).isPresent());
  }

  /** One identity has as many names as the mesh has trust domains. */
  private boolean principal(String value, Request.Peer peer) {
    Optional<String> domain =
        Optional.of(value.split("/", -1))
            .filter(parts -> parts.length == 5 && !parts[0].equals("*"))
            .map(parts -> parts[0]);
    boolean ours =
        domain
            .filter(d ->
                d.equals("cluster.local")
                    || mesh.trustDomains().stream().anyMatch(known -> Glob.matches(d, known)))
            .isPresent();
    boolean peerIsOurs = mesh.trustDomains().contains(peer.domain());
    String rest = value.substring(domain.map(String::length).orElse(0));
    return Glob.matches(value, peer.domain() + peer.path())
        || (ours && peerIsOurs && Glob.matches(rest, peer.path()));
  }

  private static boolean in(String block, String address) {
    String[] parts = block.split("/", 2);
    return new Cidr(parts[0], Integer.parseInt(parts[1])).contains(address);
  }

  private static Answer any(Stream<Answer> answers) {
    return answers.reduce(Answer.NO, Answer::or);
  }

  private static Answer all(Stream<Answer> answers) {
    return answers.reduce(Answer.YES, Answer::and);
  }
}
