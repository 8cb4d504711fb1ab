package io.waystone.translator.envoy;

import com.github.xds.core.v3.TypedExtensionConfig;
import com.github.xds.type.matcher.v3.Matcher;
import com.github.xds.type.matcher.v3.Matcher.MatcherList.FieldMatcher;
import com.github.xds.type.matcher.v3.Matcher.MatcherList.Predicate;
import com.github.xds.type.matcher.v3.Matcher.MatcherList.Predicate.SinglePredicate;
import com.github.xds.type.matcher.v3.RegexMatcher;
import com.github.xds.type.matcher.v3.StringMatcher;
import com.google.common.base.Ascii;
import com.google.common.collect.Maps;
import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import io.envoyproxy.envoy.extensions.matching.common_inputs.network.v3.ApplicationProtocolInput;
import io.envoyproxy.envoy.extensions.matching.common_inputs.network.v3.DestinationIPInput;
import io.envoyproxy.envoy.extensions.matching.common_inputs.network.v3.DestinationPortInput;
import io.envoyproxy.envoy.extensions.matching.common_inputs.network.v3.FilterStateInput;
import io.envoyproxy.envoy.extensions.matching.common_inputs.network.v3.ServerNameInput;
import io.envoyproxy.envoy.extensions.matching.common_inputs.network.v3.SourceIPInput;
import io.envoyproxy.envoy.extensions.matching.common_inputs.network.v3.TransportProtocolInput;
import io.envoyproxy.envoy.extensions.matching.input_matchers.ip.v3.Ip;
import io.waystone.translator.mesh.Pattern;
import io.waystone.translator.mesh.Policy;
import io.waystone.translator.mesh.PortPolicies.RuleSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Which chain of a service port takes a connection: by what is spoken, and by who connects. */
final class ChainMatchers {

  /** What the HTTP inspector finds; the quotes are part of the text. */
  private static final List<String> HTTP = List.of("'h2c'", "'http/1.0'", "'http/1.1'");

  /** What the TLS inspector finds; empty where it finds no TLS, or no name. */
  static final TypedExtensionConfig SERVER_NAME =
      extension("server-name", ServerNameInput.getDefaultInstance());

  private static final TypedExtensionConfig APPLICATION =
      extension("application-protocol", ApplicationProtocolInput.getDefaultInstance());

  private static final TypedExtensionConfig TRANSPORT =
      extension("transport-protocol", TransportProtocolInput.getDefaultInstance());

  private ChainMatchers() {}

  /**
   * A choice for what the TLS inspector finds to be TLS. It comes before {@link #detected}: a TLS
   * client names its protocols too, and is no HTTP for it.
   */
  static Matcher.OnMatch tls(Matcher.OnMatch tls, Matcher.OnMatch otherwise) {
    return tree(TRANSPORT, Map.of("tls", tls), otherwise);
  }

  /** A choice by exact values. */
  static Matcher.OnMatch tree(
      TypedExtensionConfig input, Map<String, Matcher.OnMatch> answers, Matcher.OnMatch otherwise) {
    return Matcher.OnMatch.newBuilder()
        .setMatcher(
            Matcher.newBuilder()
                .setMatcherTree(
                    Matcher.MatcherTree.newBuilder()
                        .setInput(input)
                        .setExactMatchMap(
                            Matcher.MatcherTree.MatchMap.newBuilder().putAllMap(answers)))
                .setOnNoMatch(otherwise))
        .build();
  }

  /** The HTTP chains for what is found to be HTTP. */
  static Matcher.OnMatch detected(Matcher.OnMatch http, Matcher.OnMatch otherwise) {
    return tree(APPLICATION, Maps.toMap(HTTP, _ -> http), otherwise);
  }

  /** A DENY rule that matches refuses, each by a chain of its name; then an ALLOW must match. */
  static Matcher.OnMatch decide(RuleSet rules, Matcher.OnMatch admitted, String notAllowed) {
    List<FieldMatcher> matchers = new ArrayList<>();
    for (Policy.Rule rule : rules.refusing()) {
      Optional<Predicate> sources = predicate(rule);
      if (sources.isEmpty()) {
        return first(matchers, chain(rule.name()));
      }
      matchers.add(when(sources.get(), chain(rule.name())));
    }
    if (!rules.allowOnly()) {
      return first(matchers, admitted);
    }
    // One predicate for all of them: what admits is written once, however large it is.
    List<Predicate> allowed = new ArrayList<>();
    for (Policy policy : rules.allow()) {
      for (Policy.Rule rule : policy.rules()) {
        Optional<Predicate> sources = predicate(rule);
        if (sources.isEmpty()) {
          return first(matchers, admitted);
        }
        allowed.add(sources.get());
      }
    }
    if (!allowed.isEmpty()) {
      matchers.add(when(any(allowed), admitted));
    }
    return first(matchers, chain(notAllowed));
  }

  /** The answer of the first that matches. */
  static Matcher.OnMatch first(List<FieldMatcher> matchers, Matcher.OnMatch otherwise) {
    return matchers.isEmpty()
        ? otherwise
        : Matcher.OnMatch.newBuilder()
            .setMatcher(
                Matcher.newBuilder()
                    .setMatcherList(Matcher.MatcherList.newBuilder().addAllMatchers(matchers))
                    .setOnNoMatch(otherwise))
            .build();
  }

  static FieldMatcher when(Predicate predicate, Matcher.OnMatch answer) {
    return FieldMatcher.newBuilder().setPredicate(predicate).setOnMatch(answer).build();
  }

  static Matcher.OnMatch chain(String name) {
    return Matcher.OnMatch.newBuilder().setAction(extension(name, StringValue.of(name))).build();
  }

  /** Whether a rule matches a connection; empty where it always does. */
  private static Optional<Predicate> predicate(Policy.Rule rule) {
    List<Predicate> asked =
        Stream.of(rule.sources(), rule.operations())
            .flatMap(clauses -> predicate(clauses).stream())
            .toList();
    return asked.isEmpty() ? Optional.empty() : Optional.of(all(asked));
  }

  private static Optional<Predicate> predicate(List<List<Policy.Test>> choices) {
    List<Predicate> asked = new ArrayList<>();
    for (List<Policy.Test> tests : choices) {
      if (tests.isEmpty()) {
        return Optional.empty();
      }
      asked.add(all(tests.stream().map(ChainMatchers::predicate).toList()));
    }
    return Optional.of(any(asked));
  }

  private static Predicate predicate(Policy.Test test) {
    Predicate any =
        switch (test.attribute()) {
          case PRINCIPALS -> peer(test, Patterns::principal);
          case NAMESPACES -> peer(test, Patterns::namespace);
          case SERVICE_ACCOUNTS -> peer(test, Patterns::serviceAccount);
          case TRUST_DOMAINS -> peer(test, Patterns::trustDomain);
          // Nothing forwards a connection: where it comes from is who connects.
          case IP_BLOCKS, REMOTE_IP_BLOCKS ->
              address(test, "source", SourceIPInput.getDefaultInstance());
          case DESTINATION_IP ->
              address(test, "destination", DestinationIPInput.getDefaultInstance());
          case PORTS ->
              text(
                  test,
                  extension("destination-port", DestinationPortInput.getDefaultInstance()),
                  Patterns::string);
          case SNI -> text(test, SERVER_NAME, Patterns::string);
          case REQUEST_PRINCIPALS,
              HOSTS,
              METHODS,
              PATHS,
              HEADERS,
              AUDIENCES,
              PRESENTER,
              CLAIMS,
              UNKNOWN ->
              throw new IllegalArgumentException(
                  "attribute " + test.attribute() + " cannot be told of a connection");
        };
    return test.negated() ? Predicate.newBuilder().setNotMatcher(any).build() : any;
  }

  private static Predicate peer(
      Policy.Test test,
      Function<Pattern, io.envoyproxy.envoy.type.matcher.v3.StringMatcher> spelling) {
    return text(test, filterState(FilterStates.PEER), spelling);
  }

  private static Predicate text(
      Policy.Test test,
      TypedExtensionConfig input,
      Function<Pattern, io.envoyproxy.envoy.type.matcher.v3.StringMatcher> spelling) {
    return any(
        test.patterns().stream().map(pattern -> matches(input, spelling.apply(pattern))).toList());
  }

  /** Whether a text matches. */
  static Predicate matches(
      TypedExtensionConfig input, io.envoyproxy.envoy.type.matcher.v3.StringMatcher matcher) {
    return Predicate.newBuilder()
        .setSinglePredicate(
            SinglePredicate.newBuilder().setInput(input).setValueMatch(string(matcher)))
        .build();
  }

  /** An address of the connection, which the tunnel carried. */
  private static Predicate address(Policy.Test test, String name, Message input) {
    Ip.Builder ranges = Ip.newBuilder().setStatPrefix(name);
    test.patterns().forEach(pattern -> ranges.addCidrRanges(RbacPolicy.range(pattern)));
    return Predicate.newBuilder()
        .setSinglePredicate(
            SinglePredicate.newBuilder()
                .setInput(extension(name, input))
                .setCustomMatch(extension(name, ranges.build())))
        .build();
  }

  /** The same matcher in the words of xDS. */
  private static StringMatcher string(io.envoyproxy.envoy.type.matcher.v3.StringMatcher matcher) {
    StringMatcher.Builder string = StringMatcher.newBuilder();
    return switch (matcher.getMatchPatternCase()) {
      case EXACT -> string.setExact(matcher.getExact()).build();
      case PREFIX -> string.setPrefix(matcher.getPrefix()).build();
      case SUFFIX -> string.setSuffix(matcher.getSuffix()).build();
      case SAFE_REGEX ->
          string
              .setSafeRegex(
                  RegexMatcher.newBuilder()
                      .setGoogleRe2(RegexMatcher.GoogleRE2.getDefaultInstance())
                      .setRegex(matcher.getSafeRegex().getRegex()))
              .build();
      case CONTAINS, CUSTOM, MATCHPATTERN_NOT_SET ->
          throw new IllegalArgumentException("no matcher of a policy: " + matcher);
    };
  }

  /** Envoy wants two or more in a list. */
  private static Predicate any(List<Predicate> predicates) {
    return predicates.size() == 1
        ? predicates.getFirst()
        : Predicate.newBuilder()
            .setOrMatcher(Predicate.PredicateList.newBuilder().addAllPredicate(predicates))
            .build();
  }

  private static Predicate all(List<Predicate> predicates) {
    return predicates.size() == 1
        ? predicates.getFirst()
        : Predicate.newBuilder()
            .setAndMatcher(Predicate.PredicateList.newBuilder().addAllPredicate(predicates))
            .build();
  }

  /** What the tunnel says. */
  static TypedExtensionConfig filterState(FilterStates state) {
    return extension(
        Ascii.toLowerCase(state.name()), FilterStateInput.newBuilder().setKey(state.key()).build());
  }

  private static TypedExtensionConfig extension(String name, Message config) {
    return TypedExtensionConfig.newBuilder().setName(name).setTypedConfig(Pack.any(config)).build();
  }
}
