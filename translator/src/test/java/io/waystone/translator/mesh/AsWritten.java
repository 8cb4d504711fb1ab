package io.waystone.translator.mesh;

import io.waystone.translator.explain.Request;
import io.waystone.translator.input.Attribute;
import io.waystone.translator.input.AuthorizationPolicy;
import io.waystone.translator.input.AuthorizationPolicy.Condition;
import io.waystone.translator.input.AuthorizationPolicy.Rule;
import io.waystone.translator.input.Cidr;
import io.waystone.translator.input.Tree;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether a policy as it is written matches a request, by Istio's words alone; three-valued, for
 * what is said can often not be told: a value that cannot be read, an attribute that nobody sees.
 */
public final class AsWritten {

  /** Yes, no, or it depends on something that is not known. */
  public enum Answer {
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

  /** By the words of this mesh. */
  public AsWritten(Mesh mesh) {
    this.mesh = mesh;
  }

  /** Whether one of the rules matches. */
  public Answer matches(List<Rule> rules, Request request) {
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
            : oneOf(condition, condition.values(), request)
                .or(condition.invalidValues() ? Answer.UNKNOWN : Answer.NO);
    Answer not =
        oneOf(condition, condition.notValues(), request)
            .or(condition.invalidNotValues() ? Answer.UNKNOWN : Answer.NO);
    return values.and(
        switch (not) {
          case YES -> Answer.NO;
          case UNKNOWN -> Answer.UNKNOWN;
          case NO -> Answer.YES;
        });
  }

  private Answer oneOf(Condition condition, List<String> values, Request request) {
    return condition.attribute() == Attribute.HEADERS
        ? seen(request, http -> header(values, lines(condition.argument(), http)))
        : any(values.stream().map(value -> matches(condition, value, request)));
  }

  private Answer matches(Condition condition, String value, Request request) {
    return switch (condition.attribute()) {
      case PRINCIPALS ->
          request.peer().map(Peer::of).map(peer -> principal(value, peer)).orElse(Answer.NO);
      case SERVICE_ACCOUNTS ->
          peer(request, peer -> value.equals(peer.namespace() + "/" + peer.account()));
      case NAMESPACES -> peer(request, peer -> Glob.matches(value, peer.namespace()));
      case TRUST_DOMAINS -> peer(request, peer -> trustDomain(value, peer));
      case IP_BLOCKS -> Answer.of(in(value, request.source()));
      case DESTINATION_IP -> Answer.of(in(value, request.destination()));
      case PORTS -> Answer.of(value.equals(Integer.toString(request.port())));
      case HOSTS -> seen(request, http -> host(value, http.host()));
      case METHODS -> seen(request, http -> Answer.of(Glob.matches(value, http.method())));
      case PATHS -> seen(request, http -> path(value, http.path().split("\\?", -1)[0]));
      case REMOTE_IP_BLOCKS -> remote(value, request);
      case SNI ->
          Answer.of(
              request.serverName().filter(name -> Glob.matches(lower(value), name)).isPresent());
      case REQUEST_PRINCIPALS -> seen(request, http -> requestPrincipal(value, http));
      case AUDIENCES -> seen(request, http -> claim(value, "aud", http));
      case PRESENTER -> seen(request, http -> claim(value, "azp", http));
      case CLAIMS -> seen(request, http -> claim(value, condition.argument(), http));
      case HEADERS, UNKNOWN -> Answer.UNKNOWN;
    };
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private Answer seen(Request request, Function<Request.Http, Answer> answer) {
    return request.http().map(answer).orElse(Answer.UNKNOWN);
  }

  /** In any case; a value without a port is also of the name with one, and with a dot behind. */
  private static Answer host(String value, String host) {
    String name = lower(host).replaceFirst(":[0-9]*$", "");
    return Answer.of(
        Stream.of(lower(host), name, name.replaceFirst("\\.$", ""))
            .anyMatch(one -> Glob.matches(lower(value), one)));
  }

  /** Whether a sign by its number is the sign is for the backend to say. */
  private static Answer path(String value, String path) {
    Answer plain = Answer.of(isPath(value, path.replaceAll("(?i)%2b", "+")));
    return isPath(value, path) ? Answer.YES : plain.and(Answer.UNKNOWN);
  }

  private static boolean isPath(String value, String path) {
    return value.indexOf('{') < 0
        ? Glob.matches(value, path)
        : path.matches(
            Pattern.quote(value).replace("{**}", "\\E.*\\Q").replace("{*}", "\\E[^/]+\\Q"));
  }

  /** The last address of x-forwarded-for, as a proxy takes it that nobody told of others. */
  private static Answer remote(String value, Request request) {
    List<String> said =
        request.http().map(http -> lines("x-forwarded-for", http)).orElse(List.of());
    boolean none = said.isEmpty() || said.getLast().equals("none");
    return Answer.of(in(value, none ? request.source() : said.getLast()));
  }

  private static List<String> lines(String name, Request.Http http) {
    return http.headers().stream()
        .filter(header -> lower(header.name()).equals(name))
        .map(Request.Header::value)
        .toList();
  }

  /**
   * Where lines differ, it depends on which of them a server looks at; and so it does where only a
   * part of a line between commas is meant, for a proxy may have made one line of several.
   */
  private static Answer header(List<String> values, List<String> lines) {
    if (values.contains("*")) {
      return Answer.of(!lines.isEmpty());
    }
    long matching = lines.stream().filter(line -> isOne(values, line)).count();
    boolean part =
        lines.stream()
            .flatMap(line -> Stream.of(line.split(",", -1)).map(String::strip))
            .anyMatch(one -> isOne(values, one));
    if (matching == 0) {
      return part ? Answer.UNKNOWN : Answer.NO;
    }
    // Some by their beginning and others by their end is more than a proxy can be asked.
    boolean alike =
        Stream.of(true, false)
            .map(end -> values.stream().filter(value -> value.startsWith("*") == end).toList())
            .anyMatch(kind -> lines.stream().allMatch(line -> isOne(kind, line)));
    return alike ? Answer.YES : Answer.UNKNOWN;
  }

  private static boolean isOne(List<String> values, String text) {
    return values.stream().anyMatch(value -> Glob.matches(value, text));
  }

  /** Istio's API says that a star is of the whole text, istiod that it is of a part. */
  private static Answer requestPrincipal(String value, Request.Http http) {
    List<String> issuers = text("iss", http);
    List<String> subjects = text("sub", http);
    boolean whole =
        issuers.stream()
            .anyMatch(
                iss -> subjects.stream().anyMatch(sub -> Glob.matches(value, iss + "/" + sub)));
    int slash = value.lastIndexOf('/');
    String issuer = slash < 0 ? value : value.substring(0, slash);
    String subject = slash < 0 ? "" : value.substring(slash + 1);
    boolean parts =
        slash >= 0
            && issuers.stream().anyMatch(iss -> Glob.matches(issuer, iss))
            && subjects.stream().anyMatch(sub -> Glob.matches(subject, sub));
    return whole == parts || slash < 0 ? Answer.of(whole) : Answer.UNKNOWN;
  }

  private static Answer claim(String value, String path, Request.Http http) {
    return Answer.of(texts(path, http).stream().anyMatch(text -> Glob.matches(value, text)));
  }

  /** RFC 7519: the issuer and the subject are texts, and no lists. */
  private static List<String> text(String name, Request.Http http) {
    return http.claims()
            .filter(claims -> claims.entries().get(name) instanceof Tree.Text)
            .isPresent()
        ? texts(name, http)
        : List.of();
  }

  private static List<String> texts(String path, Request.Http http) {
    Optional<Tree> claim = http.claims().map(all -> (Tree) all);
    for (String step : path.split("]\\[", -1)) {
      claim = claim.flatMap(tree -> step(tree, step));
    }
    return claim.stream()
        .flatMap(tree -> tree instanceof Tree.Sequence all ? all.items().stream() : Stream.of(tree))
        .filter(tree -> tree instanceof Tree.Text)
        .map(tree -> ((Tree.Text) tree).value())
        .toList();
  }

  private static Optional<Tree> step(Tree tree, String step) {
    return tree instanceof Tree.Mapping mapping
        ? Optional.ofNullable(mapping.entries().get(step))
        : Optional.empty();
  }

  private static Answer peer(Request request, Predicate<Peer> matches) {
    return Answer.of(request.peer().map(Peer::of).filter(matches).isPresent());
  }

  /** Who calls. */
  private record Peer(String domain, String namespace, String account) {

    static Peer of(String id) {
      String[] parts = id.substring("spiffe://".length()).split("/", -1);
      return new Peer(parts[0], parts[2], parts[4]);
    }

    /** The identity without its trust domain. */
    String path() {
      return "/ns/" + namespace + "/sa/" + account;
    }
  }

  /**
   * One identity has as many names as the mesh has trust domains. istiod says so of whole
   * identities alone, so of the beginning of one it is not known.
   */
  private Answer principal(String value, Peer peer) {
    if (Glob.matches(value, peer.domain() + peer.path())) {
      return Answer.YES;
    }
    String[] parts = value.split("/", -1);
    boolean ours =
        !parts[0].equals("*")
            && (parts[0].equals("cluster.local")
                || mesh.trustDomains().stream().anyMatch(known -> Glob.matches(parts[0], known)));
    boolean renamed =
        ours
            && parts.length > 1
            && mesh.trustDomains().contains(peer.domain())
            && Glob.matches(value.substring(parts[0].length()), peer.path());
    return renamed && parts.length != 5 ? Answer.UNKNOWN : Answer.of(renamed);
  }

  private boolean trustDomain(String value, Peer peer) {
    boolean ours = value.equals("cluster.local") || mesh.trustDomains().contains(value);
    return (Glob.matches(value, peer.domain()) && !value.equals("cluster.local"))
        || (ours && mesh.trustDomains().contains(peer.domain()));
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
