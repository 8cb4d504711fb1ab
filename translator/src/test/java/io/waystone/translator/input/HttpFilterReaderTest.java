package io.waystone.translator.input;

import static io.waystone.translator.input.Reading.found;
import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.input.HttpRoute.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpFilterReaderTest {

  private static final String HEAD =
      """
      apiVersion: gateway.networking.k8s.io/v1
      kind: HTTPRoute
      metadata: {name: r, namespace: shop}
      spec:
        rules:
      """;

  @Test
  void readsARedirect() {
    String filter =
        "{type: RequestRedirect, requestRedirect: {scheme: https, hostname: a.example, port: 8443,"
            + " path: {type: ReplacePrefixMatch, replacePrefixMatch: /b}, statusCode: 308}}";
    assertThat(good("{filters: [" + filter + "]}").filters().redirect())
        .contains(
            new Redirect(
                Optional.of("https"),
                Optional.of("a.example"),
                Optional.of(new PathChange.Prefix("/b")),
                OptionalInt.of(8443),
                308));
    assertThat(
            good("{filters: [{type: RequestRedirect, requestRedirect: {}}]}")
                .filters()
                .redirect()
                .orElseThrow()
                .status())
        .isEqualTo(302);
  }

  @Test
  void readsMirrors() {
    Rule rule =
        good(
            "{filters: [{type: RequestMirror, requestMirror: {backendRef: {name: a, port: 80}}},"
                + " {type: RequestMirror, requestMirror: {backendRef: {name: b, namespace: n},"
                + " percent: 0}}, {type: RequestMirror, requestMirror: {backendRef: {name: c},"
                + " fraction: {numerator: 1, denominator: 3}}}]}");
    assertThat(rule.filters().mirrors())
        .containsExactly(
            new Mirror(new BackendRef("", "Service", "shop", "a", OptionalInt.of(80)), 100, 100),
            new Mirror(new BackendRef("", "Service", "n", "b", OptionalInt.empty()), 0, 100),
            new Mirror(new BackendRef("", "Service", "shop", "c", OptionalInt.empty()), 1, 3));
  }

  @Test
  void readsCors() {
    Rule rule =
        good(
            "{filters: [{type: CORS, cors: {allowOrigins: ['https://A.example:443',"
                + " 'http://*.b.example:8080', 'https://*'], allowCredentials: true, allowMethods:"
                + " [GET, PUT], allowHeaders: ['*'], exposeHeaders: [X-A], maxAge: 60}}]}");
    assertThat(rule.filters().cors())
        .contains(
            new Cors(
                List.of("https://a.example", "http://*.b.example:8080", "https://*"),
                true,
                List.of("GET", "PUT"),
                List.of("*"),
                List.of("X-A"),
                Optional.of(Duration.ofSeconds(60))));
    assertThat(good("{filters: [{type: CORS, cors: {}}]}").filters().cors().orElseThrow().maxAge())
        .contains(Duration.ofSeconds(5));
  }

  /** Gateway API: filters act in the order they are written. */
  @Test
  void theLaterOfTwoHostsIsTheHost() {
    String modifier =
        "{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: Host, value: m}]}}";
    String rewrite = "{type: URLRewrite, urlRewrite: {hostname: r}}";
    HttpFilters rewritten = good("{filters: [" + modifier + "," + rewrite + "]}").filters();
    assertThat(rewritten.request()).isEqualTo(HeaderChanges.NONE);
    assertThat(rewritten.rewrite().orElseThrow().hostname()).contains("r");
    HttpFilters modified = good("{filters: [" + rewrite + "," + modifier + "]}").filters();
    assertThat(modified.request().set()).containsExactly(new HeaderChanges.Header("host", "m"));
    assertThat(modified.rewrite().orElseThrow().hostname()).isEmpty();
  }

  @Test
  void readsRetriesAndSessions() {
    Rule rule =
        good(
            "{retry: {codes: [503, 500, 503], attempts: 0, backoff: 50ms}, sessionPersistence:"
                + " {sessionName: sid, absoluteTimeout: 1h, cookieConfig: {lifetimeType:"
                + " Permanent}}}");
    assertThat(rule.delivery().retry())
        .contains(
            new Retry(List.of(503, 500), OptionalInt.of(0), Optional.of(Duration.ofMillis(50))));
    assertThat(rule.delivery().session())
        .contains(
            new SessionPersistence(
                "sid", SessionPersistence.Kind.COOKIE, Optional.of(Duration.ofHours(1))));
    assertThat(good("{sessionPersistence: {type: Header}}").delivery().session())
        .contains(new SessionPersistence("", SessionPersistence.Kind.HEADER, Optional.empty()));
  }

  /** What cannot be had takes nothing else away. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{sessionPersistence: {idleTimeout: 1h}} | sessionPersistence.idleTimeout",
        "{sessionPersistence: {type: Header, absoluteTimeout: 1h}} |"
            + " sessionPersistence.absoluteTimeout",
        "{sessionPersistence: {}, backendRefs: [{name: a}, {name: b}]} | sessionPersistence",
        "{filters: [{type: CORS, cors: {allowCredentials: true, exposeHeaders: ['*']}}]} |"
            + " filters[0].cors.exposeHeaders",
        "{filters: [{type: CORS, cors: {}}, {type: RequestRedirect, requestRedirect: {}}]} |"
            + " filters",
      })
  void notInForce(String rule, String field) {
    ReadResult result = Reading.one(HEAD + "  - " + rule + "\n");
    assertThat(found(result)).containsExactly("6 WS0013 spec.rules[0]." + field);
    assertThat(rule(result).broken()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RequestRedirect | {scheme: ftp} | WS0008 scheme",
        "RequestRedirect | {hostname: '*.a'} | WS0008 hostname",
        "RequestRedirect | {hostname: 10.0.0.1} | WS0008 hostname",
        "RequestRedirect | {port: 0} | WS0008 port",
        "RequestRedirect | {statusCode: 304} | WS0008 statusCode",
        "RequestRedirect | {statusCode: 200} | WS0008 statusCode",
        "RequestRedirect | {path: {}} | WS0007 path.type",
        "RequestRedirect | {path: {type: ReplaceFullPath}} | WS0007 path.replaceFullPath",
        "RequestRedirect | {path: {type: ReplaceFullPath, replaceFullPath: a}} | WS0008"
            + " path.replaceFullPath",
        "RequestRedirect | {path: {type: ReplaceFullPath, replaceFullPath: '/a?b'}} | WS0008"
            + " path.replaceFullPath",
        "RequestRedirect | {path: {type: ReplacePrefixMatch, replacePrefixMatch: a}} | WS0008"
            + " path.replacePrefixMatch",
        "RequestRedirect | {path: {type: ReplacePrefixMatch, replacePrefixMatch: '',"
            + " replaceFullPath: /}} | WS0008 path.replaceFullPath",
        "RequestMirror | {} | WS0007 backendRef",
        "RequestMirror | {backendRef: {port: 80}} | WS0007 backendRef.name",
        "RequestMirror | {backendRef: {name: a}, percent: 101} | WS0008 percent",
        "RequestMirror | {backendRef: {name: a}, fraction: {numerator: 2, denominator: 1}} | WS0008"
            + " fraction.numerator",
        "RequestMirror | {backendRef: {name: a}, percent: 1, fraction: {numerator: 1}} | WS0008"
            + " fraction",
        "CORS | {allowOrigins: ['ftp://a']} | WS0008 allowOrigins",
        "CORS | {allowOrigins: ['https://a:70000']} | WS0008 allowOrigins",
        "CORS | {allowOrigins: ['https://a.*.b']} | WS0008 allowOrigins",
        "CORS | {allowOrigins: ['*', 'https://a']} | WS0008 allowOrigins",
        "CORS | {allowMethods: ['G T']} | WS0008 allowMethods",
        "CORS | {allowHeaders: ['a b']} | WS0008 allowHeaders",
        "CORS | {maxAge: 0} | WS0008 maxAge",
      })
  void brokenFilters(String type, String filter, String expected) {
    String field = Character.toLowerCase(type.charAt(0)) + type.substring(1);
    String name = type.equals("CORS") ? "cors" : field;
    ReadResult result =
        Reading.one(HEAD + "  - {filters: [{type: %s, %s: %s}]}\n".formatted(type, name, filter));
    String[] parts = expected.split(" ", 2);
    assertThat(found(result))
        .containsExactly("6 " + parts[0] + " spec.rules[0].filters[0]." + name + "." + parts[1]);
    assertThat(rule(result).broken()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{backendRefs: [{name: a}], filters: [{type: RequestRedirect, requestRedirect: {}}]} |"
            + " WS0008 backendRefs",
        "{filters: [{type: RequestRedirect, requestRedirect: {}}, {type: URLRewrite, urlRewrite:"
            + " {}}]} | WS0008 filters",
        "{filters: [{type: URLRewrite, urlRewrite: {}}, {type: URLRewrite, urlRewrite: {}}]} |"
            + " WS0008 filters[1].urlRewrite",
        "{filters: [{type: URLRewrite, urlRewrite: {}, cors: {}}]} | WS0008 filters[0].cors",
        "{filters: [{type: URLRewrite}]} | WS0007 filters[0].urlRewrite",
        "{matches: [{path: {type: Exact, value: /a}}], filters: [{type: URLRewrite, urlRewrite:"
            + " {path: {type: ReplacePrefixMatch, replacePrefixMatch: /b}}}]} | WS0008 filters",
        "{matches: [{path: {value: /a}}, {path: {value: /b}}], filters: [{type: URLRewrite,"
            + " urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /b}}}]} | WS0008"
            + " filters",
        "{retry: {codes: [200]}} | WS0008 retry.codes[0]",
        "{retry: {codes: [600]}} | WS0008 retry.codes[0]",
        "{retry: {codes: ['503']}} | WS0006 retry.codes[0]",
        "{retry: {attempts: -1}} | WS0008 retry.attempts",
        "{retry: {backoff: 5}} | WS0006 retry.backoff",
        "{sessionPersistence: {sessionName: 'a b'}} | WS0008 sessionPersistence.sessionName",
        "{sessionPersistence: {type: Query}} | WS0008 sessionPersistence.type",
        "{sessionPersistence: {cookieConfig: {lifetimeType: Permanent}}} | WS0007"
            + " sessionPersistence.absoluteTimeout",
      })
  void brokenRules(String rule, String expected) {
    ReadResult result = Reading.one(HEAD + "  - " + rule + "\n");
    String[] parts = expected.split(" ", 2);
    assertThat(found(result)).containsExactly("6 " + parts[0] + " spec.rules[0]." + parts[1]);
    assertThat(result.diagnostics().getFirst().effect()).isEqualTo("the rule answers 500");
    assertThat(rule(result).broken()).isTrue();
  }

  private static Rule good(String rule) {
    return Reading.good(HttpRoute.class, HEAD + "  - " + rule + "\n").rules().getFirst();
  }

  private static Rule rule(ReadResult result) {
    return Reading.object(HttpRoute.class, result).rules().getFirst();
  }
}
