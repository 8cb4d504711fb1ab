package io.waystone.e2e;

import static io.waystone.e2e.PolicyCase.allow;
import static io.waystone.e2e.PolicyCase.deny;

import com.google.common.base.Ascii;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What conditions ({@code when}) must do to HTTP requests, key by key; and signs in values. */
final class PolicyConditions {

  private static final String ALICE = "a/alice";
  private static final String BOB = "a/bob";
  private static final String OTHER = "b/alice";

  private static final String LONG = "a-long-value-of-a-header-with-number-";

  private static final List<String> MANY =
      IntStream.range(0, 20).mapToObj(number -> LONG + number).toList();

  private PolicyConditions() {}

  /** The headers of a request: who writes a second line is let in nowhere, and evades nothing. */
  static List<PolicyCase> headers() {
    return List.of(
        allow("header", when("request.headers[X-Id]", "values: [one, two]"))
            .lines(200, "x-id: one")
            .lines(200, "X-ID: two")
            .lines(200, "x-id: one", "x-id: two")
            .lines(403)
            .lines(403, "x-id:")
            .lines(403, "x-id: ONE")
            .lines(403, "x-id: one,two")
            .lines(403, "x-id: ones")
            .lines(403, "x-idd: one")
            .lines(403, "x-id: one", "x-id: evil")
            .lines(403, "x-id: evil", "x-id: one")
            .lines(403, "x-id: one", "x-id: \u00ff")
            .lines(403, "x-id: one", "x-id:"),
        deny("header", when("request.headers[X-Id]", "values: [one, two]"))
            .lines(403, "x-id: one")
            .lines(403, "X-ID: two")
            .lines(403, "x-id: good", "x-id: one")
            .lines(403, "x-id: one", "x-id: good")
            .lines(403, "x-id: good, one")
            .lines(403, "x-id: one ,good")
            .lines(403, "x-id: \u00ff, one")
            .lines(200)
            .lines(200, "x-id:")
            .lines(200, "x-id: good")
            .lines(200, "x-id: ones, none"),
        allow("prefix of a header", when("request.headers[x-id]", "values: ['on*']"))
            .lines(200, "x-id: on")
            .lines(200, "x-id: one", "x-id: on")
            .lines(403, "x-id: one", "x-id: two")
            .lines(403, "x-id: two", "x-id: one")
            .lines(403, "x-id: o"),
        deny("prefix of a header", when("request.headers[x-id]", "values: ['on*']"))
            .lines(403, "x-id: one")
            .lines(403, "x-id: two,  one")
            .lines(403, "x-id: two", "x-id: on")
            .lines(200, "x-id: two"),
        allow("suffix of a header", when("request.headers[x-id]", "values: ['*ne']"))
            .lines(200, "x-id: one")
            .lines(403, "x-id: one", "x-id: two")
            .lines(403, "x-id: two", "x-id: one"),
        deny("suffix of a header", when("request.headers[x-id]", "values: ['*ne']"))
            .lines(403, "x-id: one")
            .lines(403, "x-id: one, two")
            .lines(403, "x-id: two", "x-id: ne")
            .lines(200, "x-id: two"),
        allow("any header", when("request.headers[x-id]", "values: ['*']"))
            .lines(200, "x-id: one")
            .lines(200, "x-id:")
            .lines(403),
        deny("any header", when("request.headers[x-id]", "values: ['*']"))
            .lines(403, "x-id: one")
            .lines(403, "x-id:")
            .lines(200),
        allow("not a header", when("request.headers[x-id]", "notValues: [evil]"))
            .lines(200)
            .lines(200, "x-id:")
            .lines(200, "x-id: one", "x-id: two")
            .lines(403, "x-id: evil")
            .lines(403, "x-id: one", "x-id: evil")
            .lines(403, "x-id: evil", "x-id: one")
            .lines(403, "x-id: one,evil"),
        deny("all but a header", when("request.headers[x-id]", "notValues: [one, 'tw*']"))
            .lines(200, "x-id: one")
            .lines(200, "x-id: two", "x-id: one")
            .lines(403)
            .lines(403, "x-id:")
            .lines(403, "x-id: one", "x-id: evil")
            .lines(403, "x-id: evil", "x-id: one"),
        deny("without a header", when("request.headers[x-id]", "notValues: ['*']"))
            .lines(200, "x-id: one")
            .lines(403),
        allow("many long values of a header", when("request.headers[x-id]", "values: " + MANY))
            .lines(200, "x-id: " + LONG + 7)
            .lines(200, "x-id: " + LONG + 17, "x-id: " + LONG + 3)
            .lines(403, "x-id: " + LONG)
            .lines(403, "x-id: " + LONG + 3, "x-id: " + LONG),
        allow(
                "both of a header",
                "[{when: [{key: 'request.headers[x-id]', values: ['o*'], notValues: [old]}]}]")
            .lines(200, "x-id: one")
            .lines(403, "x-id: old")
            .lines(403, "x-id: one", "x-id: old")
            .lines(403, "x-id: two"));
  }

  /** Everything else. */
  static List<PolicyCase> others(String left, String right) {
    return List.of(
        allow("when source.principal", when("source.principal", "values: ['*/sa/alice']"))
            .admits(ALICE, OTHER)
            .refuses(BOB),
        deny("when source.namespace", when("source.namespace", "values: [a]"))
            .refuses(ALICE)
            .admits(OTHER),
        deny("when not source.namespace", when("source.namespace", "notValues: [a]"))
            .admits(ALICE)
            .refuses(OTHER),
        allow("when source.serviceAccount", when("source.serviceAccount", "values: [a/alice]"))
            .admits(ALICE)
            .refuses(BOB, OTHER),
        deny("when not source.serviceAccount", when("source.serviceAccount", "notValues: [a/bob]"))
            .admits(BOB)
            .refuses(ALICE),
        allow("when source.trustDomain", when("source.trustDomain", "values: [cluster.local]"))
            .admits(ALICE),
        deny("when source.trustDomain", when("source.trustDomain", "values: ['*']")).refuses(ALICE),
        allow("when source.ip", when("source.ip", "values: [%s]".formatted(left)))
            .admits("a/alice@left")
            .refuses("a/alice@right"),
        deny("when not source.ip", when("source.ip", "notValues: [%s]".formatted(right)))
            .refuses("a/alice@left")
            .admits("a/alice@right"),
        allow("remote address", remote("remoteIpBlocks", left))
            .admits("a/alice@left")
            .refuses("a/alice@right")
            .linesBy("a/alice@left", 403, "x-forwarded-for: " + right)
            .linesBy("a/alice@right", 200, "x-forwarded-for: " + left)
            .linesBy("a/alice@right", 200, "x-forwarded-for: 10.9.9.9, " + left)
            .linesBy("a/alice@left", 403, "x-forwarded-for: " + left + ", 10.9.9.9"),
        deny("remote address", remote("remoteIpBlocks", left))
            .refuses("a/alice@left")
            .admits("a/alice@right")
            .linesBy("a/alice@right", 403, "x-forwarded-for: " + left)
            .linesBy("a/alice@right", 403, "x-forwarded-for: 10.9.9.9", "x-forwarded-for: " + left)
            .linesBy("a/alice@right", 200, "x-forwarded-for: " + left + ", 10.9.9.9"),
        allow("not a remote address", remote("notRemoteIpBlocks", left))
            .refuses("a/alice@left")
            .admits("a/alice@right")
            .linesBy("a/alice@right", 403, "x-forwarded-for: " + left),
        deny("when remote.ip", when("remote.ip", "values: [%s/32]".formatted(left)))
            .refuses("a/alice@left")
            .admits("a/alice@right"),
        allow("when not remote.ip", when("remote.ip", "notValues: [%s]".formatted(left)))
            .refuses("a/alice@left")
            .admits("a/alice@right"),
        allow("when destination.port", when("destination.port", "values: ['80']")).admits(ALICE),
        deny("when destination.port", when("destination.port", "values: ['80']")).refuses(ALICE),
        deny("when not destination.port", when("destination.port", "notValues: ['80']"))
            .admits(ALICE),
        allow("when destination.ip", when("destination.ip", "values: [10.96.0.0/16]"))
            .admits(ALICE),
        allow("when another destination.ip", when("destination.ip", "values: [10.97.0.0/16]"))
            .refuses(ALICE),
        deny("when destination.ip", when("destination.ip", "values: [10.96.0.0/16]"))
            .refuses(ALICE),
        deny("when not destination.ip", when("destination.ip", "notValues: [10.96.0.0/16]"))
            .admits(ALICE),
        // What is read as HTTP names no server.
        allow("server name", when("connection.sni", "values: ['*']")).refuses(ALICE),
        deny("server name", when("connection.sni", "values: ['*']")).admits(ALICE),
        allow("not a server name", when("connection.sni", "notValues: [a.example]")).admits(ALICE),
        deny("all but a server name", when("connection.sni", "notValues: [a.example]"))
            .refuses(ALICE),
        // Nobody has a token.
        allow("request principal", from("requestPrincipals: ['*']")).refuses(ALICE),
        deny("request principal", from("requestPrincipals: ['*']")).admits(ALICE),
        allow("not a request principal", from("notRequestPrincipals: [i/s]")).admits(ALICE),
        deny("all but a request principal", from("notRequestPrincipals: ['*']")).refuses(ALICE),
        allow("when request.auth.principal", when("request.auth.principal", "values: ['i/*']"))
            .refuses(ALICE),
        deny("without audience", when("request.auth.audiences", "notValues: ['*']")).refuses(ALICE),
        allow("audience", when("request.auth.audiences", "values: ['*']")).refuses(ALICE),
        allow("presenter", when("request.auth.presenter", "values: ['*']")).refuses(ALICE),
        deny("without presenter", when("request.auth.presenter", "notValues: [p]")).refuses(ALICE),
        allow("claim", when("request.auth.claims[groups]", "values: ['*']"))
            .refuses(ALICE)
            .lines(403, "groups: a", "authorization: Bearer e30.e30.e30"),
        allow("not a claim", when("request.auth.claims[a][b]", "notValues: [c]")).admits(ALICE),
        allow("two conditions", TWO)
            .lines(200, "x-id: one")
            .lines(403)
            .linesBy(OTHER, 403, "x-id: one"));
  }

  private static final String TWO =
      "[{when: [{key: 'request.headers[x-id]', values: [one]}, {key: source.namespace, values:"
          + " [a]}]}]";

  /** Signs that mean something in expressions and are texts here, where a request can have them. */
  static List<PolicyCase> signs() {
    // Some of them Envoy writes by their number before it looks.
    Stream<PolicyCase> paths =
        Stream.of(
                "+", "(", ")", "[", "]", "^", "$", "|", ".", ",", "'", "!", "~", "=", ":", "@", ";",
                "&", "\"", "<", ">", "`", "%", "\\")
            .flatMap(sign ->
                Stream.of(
                    deny("path with " + sign, path("/x" + sign + "y"))
                        .paths(403, "/x" + sign + "y")
                        .paths(403, "/x" + number(sign) + "y")
                        .paths(403, "/x" + Ascii.toLowerCase(number(sign)) + "y")
                        .paths(200, "/xy", "/xxy", "/xay", "/y", "/x"),
                    deny("template with " + sign, path("/x" + sign + "y/{*}"))
                        .paths(403, "/x" + sign + "y/z", "/x" + number(sign) + "y/z")
                        .paths(200, "/xy/z", "/xxy/z", "/xay/z", "/y/z")));
    Stream<PolicyCase> headers =
        Stream.of(
                "+", "(", ")", "[", "]", "{", "}", "^", "$", "|", ".", "?", "\\", "\"", "%", ",",
                "*")
            .flatMap(sign -> {
              String rules =
                  when("request.headers[x-id]", "values: ['x" + sign + "y', '*z" + sign + "']");
              return Stream.of(
                  deny("header with " + sign, rules)
                      .lines(403, "x-id: x" + sign + "y")
                      .lines(403, "x-id: a, x" + sign + "y ,b")
                      .lines(403, "x-id: az" + sign)
                      .lines(200, "x-id: xy")
                      .lines(200, "x-id: xxy")
                      .lines(200, "x-id: xay"),
                  allow("header with " + sign, rules)
                      .lines(200, "x-id: x" + sign + "y")
                      .lines(403, "x-id: x" + sign + "y", "x-id: xay")
                      .lines(403, "x-id: xay", "x-id: x" + sign + "y")
                      .lines(403, "x-id: xy")
                      .lines(403, "x-id: xxy"));
            });
    Stream<PolicyCase> hosts =
        Stream.of("-", ".", "_", "~", "%", "!", "$", "&", "'", "(", ")", "+", ",", ";", "=")
            .map(sign ->
                deny("host with " + sign, "[{to: [{operation: {hosts: [\"x" + sign + "y\"]}}]}]")
                    .hosts(403, "x" + sign + "y", "X" + sign + "Y:80")
                    .hosts(200, "xy", "xxy", "xay"));
    return Stream.of(paths, numbers(), headers, hosts).flatMap(cases -> cases).toList();
  }

  /** Paths that are written by numbers, or otherwise than they come. */
  private static Stream<PolicyCase> numbers() {
    return Stream.of(
        deny("path of letters that are not ASCII", path("/caf\u00e9*"))
            .paths(403, "/caf%C3%A9", "/caf%c3%A9s")
            .paths(200, "/caf", "/cafe"),
        deny("path with the number of a slash", path("/a%2Fb"))
            .paths(403, "/a%2Fb", "/a%2fb")
            .paths(200, "/a/b"),
        deny("path with the number of a letter", path("/ad%6Din"))
            .paths(403, "/admin", "/ad%6din")
            .paths(200, "/adMin"),
        deny("path with a number", path("/a%3ab"))
            .paths(403, "/a%3Ab", "/a%3ab", "/a:b")
            .paths(200, "/ab"),
        deny("path with two slashes", path("//admin")).paths(403, "//admin", "/admin"),
        allow("no path but one", "[{to: [{operation: {notPaths: ['/v1:delete']}}]}]")
            .paths(403, "/v1:delete", "/v1%3Adelete", "/v1%3adelete")
            .paths(200, "/v1"),
        allow("path with a sign", path("/v1:get")).paths(200, "/v1:get").paths(403, "/v1%3Aget"));
  }

  private static String number(String sign) {
    return "%%%02X".formatted((int) sign.charAt(0));
  }

  private static String path(String path) {
    return "[{to: [{operation: {paths: [\"%s\"]}}]}]"
        .formatted(path.replace("\\", "\\\\").replace("\"", "\\\""));
  }

  private static String from(String source) {
    return "[{from: [{source: {%s}}]}]".formatted(source);
  }

  private static String remote(String field, String address) {
    return from(field + ": [" + address + "]");
  }

  private static String when(String key, String values) {
    return "[{when: [{key: '%s', %s}]}]".formatted(key, values);
  }
}
