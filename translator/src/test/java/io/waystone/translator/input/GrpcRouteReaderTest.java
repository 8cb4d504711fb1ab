package io.waystone.translator.input;

import static io.waystone.translator.input.Reading.found;
import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.input.HttpMatch.PathMatch;
import io.waystone.translator.input.HttpMatch.PathType;
import io.waystone.translator.input.HttpMatch.ValueMatch;
import io.waystone.translator.input.HttpRoute.Backend;
import io.waystone.translator.input.HttpRoute.Rule;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcRouteReaderTest {

  private static final HttpMatch EVERY_CALL =
      new HttpMatch(new PathMatch(PathType.PREFIX, "/"), List.of(), List.of(), Optional.empty());

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      value = {
        "{service: a.v1.Echo, method: Say}               @ EXACT @ /a.v1.Echo/Say",
        "{type: Exact, service: .a.Echo, method: _say_1} @ EXACT @ /.a.Echo/_say_1",
        "{service: a.v1.Echo}                            @ PREFIX @ /a.v1.Echo/",
        "{service: a.v1.Echo, method: ''}                @ PREFIX @ /a.v1.Echo/",
        "{method: Say}                                   @ REGEX @ /[^/]+/Say",
        "{type: RegularExpression, service: 'a\\.(b|c)', method: 'S.*'}"
            + " @ REGEX @ /(?:a\\.(b|c))/(?:S.*)",
        "{type: RegularExpression, service: 'a|b'}       @ REGEX @ /(?:a|b)/[^/]+",
        "{type: RegularExpression, method: '(?i)say'}    @ REGEX @ /[^/]+/(?:(?i)say)",
      })
  void aMethodIsAPath(String method, PathType type, String path) {
    PathMatch match =
        good("{rules: [{matches: [{method: " + method + "}]}]}")
            .getFirst()
            .matches()
            .getFirst()
            .path();
    assertThat(match.type()).isEqualTo(type);
    assertThat(match.value()).isEqualTo(path);
  }

  @Test
  void readsHeadersFiltersAndBackends() {
    Rule rule =
        good("""
        {rules: [{
          name: first,
          matches: [{method: {service: Echo, method: Say}, headers: [{name: X-One, value: '1'}, {name: x-one, value: '2'}]},
                    {headers: [{type: RegularExpression, name: b, value: 'b+'}]}],
          filters: [{type: RequestHeaderModifier, requestHeaderModifier: {remove: [X-R]}}],
          backendRefs: [{name: a, port: 80, weight: 3, filters: [
            {type: ResponseHeaderModifier, responseHeaderModifier: {remove: [X-S]}}]}, {name: b, port: 80}]}]}
        """)
            .getFirst();
    assertThat(rule.name()).isEqualTo("first");
    assertThat(rule.matches())
        .containsExactly(
            new HttpMatch(
                new PathMatch(PathType.EXACT, "/Echo/Say", 4, 3),
                List.of(new ValueMatch("x-one", false, "1")),
                List.of(),
                Optional.empty()),
            new HttpMatch(
                EVERY_CALL.path(),
                List.of(new ValueMatch("b", true, "b+")),
                List.of(),
                Optional.empty()));
    assertThat(rule.filters().request().remove()).containsExactly("x-r");
    assertThat(rule.backends()).extracting(Backend::weight).containsExactly(3, 1);
    assertThat(rule.backends().getFirst().filters().response().remove()).containsExactly("x-s");
  }

  @Test
  void withoutMatchesEveryCallMatches() {
    assertThat(good("{rules: [{backendRefs: [{name: a, port: 80}]}]}").getFirst().matches())
        .containsExactly(EVERY_CALL);
    assertThat(good("{rules: [{matches: [{}]}]}").getFirst().matches()).containsExactly(EVERY_CALL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{service: ''}",
        "{type: RegularExpression}",
        "{type: Prefix, service: a}",
        "{service: a/b}",
        "{service: a-b}",
        "{service: a..b}",
        "{service: a.b, method: a.b}",
        "{method: /Say}",
        "{service: 7}",
        "{type: RegularExpression, service: 'a('}",
        // Only together would they be an expression.
        "{type: RegularExpression, service: 'a)|(b'}",
      })
  void aMethodThatCannotBeReadBreaksItsRule(String method) {
    ReadResult result =
        read(
            "{rules: [{matches: [{method: " + method + "}]}, {matches: [{method: {method: A}}]}]}");
    List<Rule> rules = rules(result);
    assertThat(rules).extracting(Rule::broken).containsExactly(true, false);
    assertThat(rules.getFirst().matches()).containsExactly(EVERY_CALL);
    assertThat(found(result)).first().asString().contains("spec.rules[0].matches[0].method");
    assertThat(result.diagnostics().getFirst().effect()).isEqualTo("the rule answers 500");
  }

  @Test
  void bothExpressionsTogetherAreNoLongerThanOneMayBe() {
    String of600 = "'" + "a".repeat(600) + "'";
    String service = "type: RegularExpression, service: " + of600;
    good("{rules: [{matches: [{method: {" + service + "}}]}]}");
    ReadResult both =
        read("{rules: [{matches: [{method: {" + service + ", method: " + of600 + "}}]}]}");
    assertThat(rules(both).getFirst().broken()).isTrue();
  }

  @Test
  void aWordMayHave1024Characters() {
    good("{rules: [{matches: [{method: {service: " + "a".repeat(1024) + "}}]}]}");
    assertThat(
            rules(read("{rules: [{matches: [{method: {method: " + "a".repeat(1025) + "}}]}]}"))
                .getFirst()
                .broken())
        .isTrue();
  }

  /** Gateway API: a GRPCRoute has no timeouts and no retries. */
  @Test
  void whatOnlyAnHttpRouteHasIsUnknown() {
    assertThat(found(read("{rules: [{timeouts: {request: 1s}, backendRefs: []}]}")))
        .containsExactly("4 WS0011 spec.rules[0].timeouts");
  }

  @Test
  void aSessionMayBeKept() {
    Rule rule =
        good("{rules: [{sessionPersistence: {sessionName: s}, backendRefs: []}]}").getFirst();
    assertThat(rule.delivery().session().orElseThrow().name()).isEqualTo("s");
  }

  /** Gateway API: the filters that a GRPCRoute has. */
  @ParameterizedTest
  @CsvSource({
    "RequestMirror, 'requestMirror: {backendRef: {name: a, port: 80}}', true",
    "ExtensionRef, 'extensionRef: {group: x.io, kind: X, name: x}', true",
    "RequestRedirect, 'requestRedirect: {scheme: https}', false",
    "URLRewrite, 'urlRewrite: {hostname: a.b}', false",
    "CORS, 'cors: {}', false",
  })
  void notEveryFilterIsOfCalls(String type, String body, boolean has) {
    String filters = "filters: [{type: " + type + ", " + body + "}]";
    assertThat(rules(read("{rules: [{" + filters + "}]}")).getFirst().broken()).isEqualTo(!has);
    assertThat(
            rules(read("{rules: [{backendRefs: [{name: a, port: 80, " + filters + "}]}]}"))
                .getFirst()
                .broken())
        .isEqualTo(!has);
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v1alpha2"})
  void bothVersionsAreRead(String version) {
    ReadResult result =
        Reading.one(
            "{apiVersion: gateway.networking.k8s.io/%s, kind: GRPCRoute, metadata: {name: r}, spec: {}}"
                .formatted(version));
    assertThat(found(result)).isEmpty();
    assertThat(result.object()).isPresent();
  }

  private static List<Rule> good(String spec) {
    ReadResult result = read(spec);
    assertThat(found(result)).isEmpty();
    List<Rule> rules = rules(result);
    assertThat(rules).noneMatch(Rule::broken);
    return rules;
  }

  private static List<Rule> rules(ReadResult result) {
    return ((HttpRoute) result.object().orElseThrow()).rules();
  }

  private static ReadResult read(String spec) {
    return Reading.one(
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: GRPCRoute
        metadata: {name: r, namespace: shop}
        spec: %s
        """
            .formatted(spec.strip().replaceAll("\\s+", " ")));
  }
}
