package io.waystone.translator.input;

import static io.waystone.translator.input.Reading.found;
import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.input.HeaderChanges.Header;
import io.waystone.translator.input.HttpMatch.PathMatch;
import io.waystone.translator.input.HttpMatch.PathType;
import io.waystone.translator.input.HttpMatch.ValueMatch;
import io.waystone.translator.input.HttpRoute.Backend;
import io.waystone.translator.input.HttpRoute.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpRouteReaderTest {

  private static final String HEAD =
      """
      apiVersion: gateway.networking.k8s.io/v1
      kind: HTTPRoute
      metadata: {name: r, namespace: shop}
      """;

  private static final HttpMatch EVERYTHING =
      new HttpMatch(new PathMatch(PathType.PREFIX, "/"), List.of(), List.of(), Optional.empty());

  @Test
  void readsTheMissionsExample() {
    HttpRoute route =
        good(
            """
            spec:
              parentRefs:
              - group: ""
                kind: Service
                name: reviews
                port: 9080
              rules:
              - backendRefs:
                - name: reviews-v1
                  port: 9080
                  weight: 90
                - name: reviews-v2
                  port: 9080
                  weight: 10
            """);
    assertThat(route.parents())
        .containsExactly(
            new ParentRef(
                "", "Service", "shop", "reviews", OptionalInt.of(9080), Optional.empty()));
    Rule rule = route.rules().getFirst();
    assertThat(rule.matches()).containsExactly(EVERYTHING);
    assertThat(rule.backends()).extracting(Backend::weight).containsExactly(90, 10);
    assertThat(rule.broken()).isFalse();
  }

  @Test
  void fillsInDefaults() {
    HttpRoute route =
        good("spec: {parentRefs: [{name: gw}], rules: [{backendRefs: [{name: a}]}]}\n");
    assertThat(route.parents())
        .containsExactly(
            new ParentRef(
                "gateway.networking.k8s.io",
                "Gateway",
                "shop",
                "gw",
                OptionalInt.empty(),
                Optional.empty()));
    assertThat(route.rules().getFirst().backends())
        .containsExactly(
            new Backend(
                new BackendRef("", "Service", "shop", "a", OptionalInt.empty()),
                1,
                HttpFilters.NONE));
  }

  @Test
  void aRouteWithoutRulesMatchesEverythingAndHasNoBackend() {
    Rule rule = good("spec: {parentRefs: []}\n").rules().getFirst();
    assertThat(rule.matches()).containsExactly(EVERYTHING);
    assertThat(rule.backends()).isEmpty();
    assertThat(rule.broken()).isFalse();
  }

  @Test
  void readsMatchesFiltersAndTimeouts() {
    Rule rule =
        good("""
        spec:
          hostnames: [a.example.com]
          rules:
          - name: first
            matches:
            - path: {type: Exact, value: /a}
              method: GET
              headers:
              - {name: X-One, value: "1"}
              - {name: x-one, value: "2"}
              - {type: RegularExpression, name: x-two, value: "a.*"}
              queryParams: [{name: Q, value: v}]
            - path: {type: RegularExpression, value: "/[0-9]+"}
            - path: {value: /b}
            filters:
            - type: RequestHeaderModifier
              requestHeaderModifier:
                set: [{name: X-S, value: s}]
                add: [{name: X-A, value: ""}]
                remove: [X-R]
            - type: ResponseHeaderModifier
              responseHeaderModifier: {remove: [Server]}
            - {type: URLRewrite, urlRewrite: {hostname: a}}
            - {type: CORS, cors: {}}
            - {type: ExtensionRef, extensionRef: {group: x, kind: Y, name: z}}
            timeouts: {request: 1m30s, backendRequest: 500ms}
        """)
            .rules()
            .getFirst();
    assertThat(rule.name()).isEqualTo("first");
    assertThat(rule.matches())
        .containsExactly(
            new HttpMatch(
                new PathMatch(PathType.EXACT, "/a"),
                List.of(new ValueMatch("x-one", false, "1"), new ValueMatch("x-two", true, "a.*")),
                List.of(new ValueMatch("Q", false, "v")),
                Optional.of("GET")),
            new HttpMatch(
                new PathMatch(PathType.REGEX, "/[0-9]+"), List.of(), List.of(), Optional.empty()),
            new HttpMatch(
                new PathMatch(PathType.PREFIX, "/b"), List.of(), List.of(), Optional.empty()));
    assertThat(rule.filters().request())
        .isEqualTo(
            new HeaderChanges(
                List.of(new Header("x-s", "s")), List.of(new Header("x-a", "")), List.of("x-r")));
    assertThat(rule.filters().response().remove()).containsExactly("server");
    assertThat(rule.filters().unsupported()).containsExactly("ExtensionRef");
    assertThat(rule.delivery().timeouts().request()).contains(Duration.ofSeconds(90));
    assertThat(rule.delivery().timeouts().backendRequest()).contains(Duration.ofMillis(500));
  }

  @ParameterizedTest
  @CsvSource({
    "1h2m3s4ms, 3723004",
    "0s, 0",
    "10m, 600000",
    "500ms, 500",
    "1s1s, 2000",
  })
  void durations(String text, long millis) {
    assertThat(GatewayDuration.parse(text)).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "1.5s", "-1s", "1d", "100000s", "1s1s1s1s1s", "1 s", "PT1S"})
  void noDurations(String text) {
    assertThat(GatewayDuration.parse(text)).isEmpty();
  }

  /** An unknown field takes nothing away. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "- {machtes: []}                                 | WS0011 spec.rules[0].machtes",
        "- {matches: [{paths: {}}]}                      | WS0011 spec.rules[0].matches[0].paths",
        "- {backendRefs: [{name: a, wieght: 5}]}         | WS0011"
            + " spec.rules[0].backendRefs[0].wieght",
        "- {retry: {attmepts: 3}}                        | WS0011 spec.rules[0].retry.attmepts",
      })
  void warnings(String rule, String expected) {
    ReadResult result = Reading.one(HEAD + "spec:\n  rules:\n  " + rule + "\n");
    assertThat(found(result)).containsExactly("6 " + expected);
    assertThat(rules(result).getFirst().broken()).isFalse();
  }

  /** What cannot be read makes its rule answer 500, and never match more than was written. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "~                                                    | WS0006 spec.rules[0]",
        "{matches: {}}                                        | WS0006 spec.rules[0].matches",
        "{matches: [5]}                                       | WS0006 spec.rules[0].matches[0]",
        "{matches: [{path: /a}]}                              | WS0006"
            + " spec.rules[0].matches[0].path",
        "{matches: [{path: {value: a}}]}                      | WS0008"
            + " spec.rules[0].matches[0].path.value",
        "{matches: [{path: {value: /a/../b}}]}                | WS0008"
            + " spec.rules[0].matches[0].path.value",
        "{matches: [{path: {value: //a}}]}                    | WS0008"
            + " spec.rules[0].matches[0].path.value",
        "{matches: [{path: {type: Prefix, value: /a}}]}       | WS0008"
            + " spec.rules[0].matches[0].path.type",
        "{matches: [{path: {type: RegularExpression, value: '('}}]} | WS0008"
            + " spec.rules[0].matches[0].path.value",
        "{matches: [{path: {type: RegularExpression, value: '(?=a)'}}]} | WS0008"
            + " spec.rules[0].matches[0].path.value",
        "{matches: [{method: get}]}                           | WS0008"
            + " spec.rules[0].matches[0].method",
        "{matches: [{headers: [{name: 'a b', value: c}]}]}    | WS0008"
            + " spec.rules[0].matches[0].headers[0].name",
        "{matches: [{headers: [{name: ':path', value: c}]}]}  | WS0008"
            + " spec.rules[0].matches[0].headers[0].name",
        "{matches: [{headers: [{name: a}]}]}                  | WS0007"
            + " spec.rules[0].matches[0].headers[0].value",
        "{matches: [{headers: [{type: Regex, name: a, value: b}]}]} | WS0008"
            + " spec.rules[0].matches[0].headers[0].type",
        "{matches: [{queryParams: [{name: a, value: 5}]}]}    | WS0006"
            + " spec.rules[0].matches[0].queryParams[0].value",
        "{filters: [{type: Nope}]}                            | WS0008"
            + " spec.rules[0].filters[0].type",
        "{filters: [{}]}                                      | WS0007"
            + " spec.rules[0].filters[0].type",
        "{filters: [{type: RequestHeaderModifier}]}           | WS0007"
            + " spec.rules[0].filters[0].requestHeaderModifier",
        "{filters: [{type: RequestHeaderModifier, requestHeaderModifier: {remove: [Host]}}]}"
            + " | WS0008 spec.rules[0].filters[0].requestHeaderModifier.remove",
        "{filters: [{type: RequestHeaderModifier, requestHeaderModifier:"
            + " {set: [{name: ':path', value: /}]}}]}"
            + " | WS0008 spec.rules[0].filters[0].requestHeaderModifier.set[0].name",
        "{backendRefs: [{port: 80}]}                          | WS0007"
            + " spec.rules[0].backendRefs[0].name",
        "{backendRefs: [{name: a, port: 0}]}                  | WS0008"
            + " spec.rules[0].backendRefs[0].port",
        "{backendRefs: [{name: a, port: '80'}]}               | WS0006"
            + " spec.rules[0].backendRefs[0].port",
        "{backendRefs: [{name: a, weight: -1}]}               | WS0008"
            + " spec.rules[0].backendRefs[0].weight",
        "{backendRefs: [{name: a, weight: 1000001}]}          | WS0008"
            + " spec.rules[0].backendRefs[0].weight",
        "{backendRefs: [{name: a, weight: 1.5}]}              | WS0008"
            + " spec.rules[0].backendRefs[0].weight",
        "{timeouts: {request: 5}}                             | WS0006"
            + " spec.rules[0].timeouts.request",
        "{timeouts: {request: 1.5s}}                          | WS0008"
            + " spec.rules[0].timeouts.request",
        "{timeouts: {request: 1s, backendRequest: 2s}}        | WS0008"
            + " spec.rules[0].timeouts.backendRequest",
      })
  void brokenRules(String rule, String expected) {
    ReadResult result = Reading.one(HEAD + "spec:\n  rules:\n  - " + rule + "\n");
    assertThat(found(result)).containsExactly("6 " + expected);
    assertThat(result.diagnostics().getFirst().effect()).isEqualTo("the rule answers 500");
    assertThat(rules(result)).hasSize(1);
    assertThat(rules(result).getFirst().broken()).isTrue();
    assertThat(rules(result).getFirst().matches()).containsExactly(EVERYTHING);
  }

  @Test
  void readableMatchesOfABrokenRuleStay() {
    ReadResult result =
        Reading.one(
            HEAD
                + "spec: {rules: [{matches: [{path: {value: /a}}, {path: {value: b}}]},"
                + " {matches: [{path: {value: /c}}]}]}\n");
    assertThat(rules(result)).extracting(Rule::broken).containsExactly(true, false);
    assertThat(rules(result).getFirst().matches())
        .extracting(HttpMatch::path)
        .containsExactly(new PathMatch(PathType.PREFIX, "/a"));
  }

  @Test
  void unreadableRulesAreOneBrokenRule() {
    ReadResult result = Reading.one(HEAD + "spec: {rules: all}\n");
    assertThat(found(result)).containsExactly("4 WS0006 spec.rules");
    assertThat(rules(result)).hasSize(1);
    assertThat(rules(result).getFirst().broken()).isTrue();
  }

  @Test
  void anUnreadableParentIsLeftOut() {
    ReadResult result =
        Reading.one(HEAD + "spec: {parentRefs: [{name: a, port: http}, {name: b}], rules: []}\n");
    assertThat(found(result)).containsExactly("4 WS0006 spec.parentRefs[0].port");
    assertThat(Reading.object(HttpRoute.class, result).parents())
        .extracting(ParentRef::name)
        .containsExactly("b");
    assertThat(rules(result).getFirst().broken()).isFalse();
  }

  @Test
  void longRegularExpressionsAreRefused() {
    String match = "spec: {rules: [{matches: [{path: {type: RegularExpression, value: %s}}]}]}\n";
    assertThat(found(Reading.one(HEAD + match.formatted("a".repeat(1024))))).isEmpty();
    assertThat(found(Reading.one(HEAD + match.formatted("a".repeat(1025))))).hasSize(1);
    assertThat(found(Reading.one(HEAD + match.formatted("'(a{1000}){10}'")))).hasSize(1);
    assertThat(found(Reading.one(HEAD + match.formatted("''")))).hasSize(1);
  }

  private static HttpRoute good(String spec) {
    return Reading.good(HttpRoute.class, HEAD + spec);
  }

  private static List<Rule> rules(ReadResult result) {
    return Reading.object(HttpRoute.class, result).rules();
  }
}
